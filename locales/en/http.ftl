# What is wrong with the request itself
refusal-busy = Not now: too many requests, or several wrong tries a moment ago. Wait { $seconds } s and try again; what was saved is safe.
refusal-unavailable = This step was not done; what was saved is safe. Wait a few seconds and try again; if that doesn't help, tell the administrator.
refusal-bad-request = What your browser sent is not complete, and nothing was done. Go back, open the page anew, and do it once more.
refusal-too-large = What was sent is too large, and nothing was done. Send less and try again.
refusal-unsupported-media-type = What was sent has the wrong form, and nothing was done. Go back, open the page anew, and do it once more.
