# What the pages' handlers say

bureau-name = Human Resources and Social Security Bureau, { $region }

# Sessions
figure-sessions = sessions
figure-registered = registered
figure-sat = sat
figure-passed = passed
figure-awarded = awarded
session-counts = { $registered } registered, { $sat } sat, { $passed } passed
session-lede = Opens { $when } at { $centre }, { $room }.
session-refused = This step was not done; nothing was changed.
state-planned = Registration
state-roster-closed = Roster closed
state-opened = Under way
state-sat = Theory over
state-decided = Decided
state-noticed = On notice
state-awarded = Awarded
state-cancelled = Called off
next-planned = Close the roster and publish the draw's manifest
next-planned-text = Nobody is added afterwards. The manifest is published at once, and tickets go to those with a mail address.
next-roster-closed = Wait for the contributors to open their secrets
next-roster-closed-text = Half an hour before the start each contributor opens; only then can the papers be derived. If one is missing the session can't open.
next-opened = End the theory test
next-opened-text = After the end, whoever did not come is absent, papers are scored by the key, and the draw's evidence is published.
next-sat = Decide the results
next-sat-text = Everybody who sat needs three examiners' signed sheets; theory and practical must each reach the cut score.
next-decided = Publish the results
next-decided-text = The notice runs for working days, with identity numbers masked; no certificate before it has run out.
next-noticed = Award the certificates
next-noticed-text = The notice has run out. Each certificate is put into the public log first, then signed, then checked.
next-noticed-until = The notice runs until { $day }; certificates can be awarded from the day after.
next-awarded = This session is done
next-cancelled = Called off
next-awarded-text = The certificates are out, and anybody can check them.
do-close-roster = Close the roster
do-finish = End the test and score it
do-decide = Decide the results
do-notice = Publish the notice
do-award = Award the certificates
fact-body = Awarding body
fact-minutes = Theory test
fact-minutes-value = { $minutes } minutes
fact-manifest = Digest of the manifest
fact-master = Digest of the master
fact-papers-root = Root of the paper keys
fact-beacon = Public random event
fact-session = Exam and session
fact-clause = The notice rests on
fact-objection = To object
fact-objection-value = Come to the bureau or call it while the notice runs, and say what the facts are.
link-draw = The draw's public page
link-notice = Notice of results
link-practical = Practical marks
link-manifest = The manifest (manifest.json)
link-evidence = The evidence (evidence.json)
contributor-committed = Committed
contributor-opened = Opened, matches
contributor-inside = bureau
contributor-outside = outside
candidate-open = Registered
candidate-registered = Not here yet
candidate-checked-in = Signed in
candidate-pledged = Pledged
candidate-running = Writing
candidate-paused = Paused
candidate-submitted = Handed in
candidate-scored = Scored
candidate-absent = Absent
candidate-failed = Failed
candidate-passed = Passed
candidate-withdrawn = Withdrawn
candidate-cancelled = Session called off
candidate-voided = Voided
candidate-awarded = Awarded
result-passed = Passed
result-failed = Not passed

# Demo
demo-step-roster = close the roster
demo-step-exam-day = go to exam day
demo-step-exam-over = end the exam
demo-step-results = finish marking and publish
demo-step-notice-over = let the notice run out
demo-step-award = award certificates
mail-when = Written
draw-demo = Demo: not publicly random
draw-demo-text = This county is a demo: its random event was fixed beforehand, and the program keeps every contributor's secret.

# Candidates
seat-in-room = { $room }, seat { $seat }
seat-number = Seat { $seat }
item-single = Single choice
item-true-false = True or false
item-multiple = Multiple response
item-points = { $points } points
item-picture = Figure of item { $number }
pledge-missing = Tick "I have read this and will keep to it" first.


# Registration
document-resident-id = Resident ID card
document-passport = Passport
document-residence-permit = Residence permit
locale-zh-cn = 中文
locale-en = English
channel-person = The person
channel-enterprise = The employer
channel-training-body = A training body
verdict-allowed = Can register.
verdict-registered = Registered.
verdict-review = Needs a review.
verdict-refused = Can't register now.
verdict-refused-until = Can't register now; can from { $day }.
finding-note = Note
finding-review = To review
finding-bars = Not met
error-whole-number = Write a whole number, such as 3.

# Notices
notice-heading = { $title }: results on public notice
notice-period = Notice from { $first } to { $last }
notice-sentence = Published on { $first }; runs for { $days } working days, until { $last }.

# Checking
verify-missing-serial = Type the serial number.
verify-missing-claim = Type the holder's name, or the last four characters of the ID number.
refusal-form-expired = This page was open for too long. Go back, open it anew, and do it once more.

# Audit
audit-account-change-password = Password changed
audit-account-create = Account made
audit-account-create-first = First administrator made
audit-account-deactivate = Account closed
audit-account-sign-in = Signed in
audit-account-sign-in-failed = Sign-in failed
audit-account-sign-out = Signed out
audit-award-publish = Certificate published
audit-award-record = Award recorded
audit-award-session = Awards of a session done
audit-award-void = Unfinished award voided
audit-bank-import = Bank imported
audit-bank-release-key = Bank's key released
audit-ceremony-close-roster = Roster closed
audit-ceremony-commit = Commitment taken
audit-ceremony-beacon = Public random value entered
audit-ceremony-exclude = Contributor left out
audit-ceremony-invite = Link made
audit-ceremony-open-secret = Secret opened
audit-ceremony-receive = Custodian’s receipt
audit-session-cancel = Session called off
audit-ceremony-open = Secrets opened
audit-filing-create = Body filed
audit-notice-publish = Notice published
audit-organisation-create = Organisation made
audit-practical-sign = Practical marks signed
audit-registration-create = Registered
audit-registration-withdraw = Registration withdrawn
audit-result-decide = Results decided
audit-room-create = Room made
audit-session-assign = Duty given
audit-session-finish = Theory test ended
audit-session-plan = Session planned
audit-session-room-record = Room record signed
audit-sitting-adjust = Time given
audit-sitting-breach = Breach recorded
audit-sitting-move = Moved to another seat
audit-sitting-pause = Paused
audit-sitting-reopen = Paper reopened
audit-sitting-resume = Resumed
audit-sitting-verify = Identity checked
audit-sitting-void = Made void
audit-sitting-pledge = Pledge signed
audit-sitting-sign-in = Candidate signed in
audit-sitting-start = Paper opened
audit-sitting-submit = Paper handed in
