# The examiner's marking: the list, the sheet, absence, and why a sheet can't be marked

## The list
practical-of = { $project }: practical
practical-lede = { $task }, { $minutes } minutes
practical-lede-tasks = { $count } tasks; which one a candidate does was drawn
practical-alone = You mark on your own. Nobody sees your marks and you see nobody else's.
practical-to-mark = Candidates
practical-empty = There is nobody to mark now.
practical-progress = Progress of marking
practical-figure-all = To mark
practical-figure-half = Half marked
practical-open = Not marked
practical-half = Half marked { $done } / { $all }
practical-signed = Signed
practical-mark = Mark
practical-mark-one = Mark { $name }
practical-go-on = Go on
practical-go-on-one = Go on marking { $name }
practical-next-who = Workstation { $seat }, admission number { $admission }
practical-col-seat = Workstation
practical-col-mine = Your mark
practical-to-sessions = Back to the sessions
practical-just-signed = Signed: { $name } { $mark }
practical-just-signed-text = Please go on with the next candidate.
practical-all-done = All marked
practical-all-done-text = All that you had to mark is signed. There is nothing left to do.

## The sheet
practical-skip = Skip to the criteria
practical-to-list = Candidates
practical-steps = Steps of marking
practical-minutes = { $minutes } minutes
practical-seat = Workstation { $seat }
practical-examiner = Examiner { $name }
practical-safety = Safety
practical-star = Safety criterion:
practical-safety-fails = Not done fails the whole practical
practical-done = ✓ Done
practical-done-word = Done
practical-not-done = Not done
practical-full = Out of { $marks }
practical-deduct = { $marks } off
practical-less = { $fault }: one less
practical-more = { $fault }: one more
practical-zero = No deduction
practical-zero-of = No deduction: { $criterion }
practical-rest-zero = No other deduction
practical-rest-zero-of = No other deduction: { $criterion }
practical-got = Mark
practical-lost = Off so far
practical-says = { $criterion }: mark { $mark }
practical-says-open = { $criterion }: { $mark } off so far, not finished
practical-judged = { $done } of { $all } marked
practical-subtotal = Subtotal { $marks } / { $full }
practical-total-of = Total { $marks } / { $full }
practical-step-says = , { $done } of { $all } marked
practical-previous = Back
practical-next = Next: { $step }
practical-keep = Keep for now
practical-kept = Kept ({ $time })
practical-kept-text = It is not signed yet. You can go on now, or come back later.
practical-saved = Saved
practical-saving = Saving…
practical-pending = Kept on this device, { $count } to be sent
practical-offline = The network is down. Please carry on.
practical-offline-text = Your marks are kept on this tablet and will be sent when the network is back. Please don't close this page yet.
practical-back = Back online; everything was sent.
practical-not-now = The server can't be reached, so you can't sign yet.
practical-not-now-text = Your marks are all here. Press Sign once more when the network is back.
practical-signed-out = You have been signed out.
practical-signed-out-link = Sign in again; your marks are all here
practical-signed-link = See what was signed
practical-cannot = The server did not take what you just entered.
practical-cannot-text = Please don't close this page, and tell the administrator. What was saved before is safe.
practical-wait = One moment…
practical-missing-title =
    { $count ->
        [one] 1 criterion is not marked yet
       *[other] { $count } criteria are not marked yet
    }
practical-missing-safety = Not marked yet: choose done or not done.
practical-missing-count = Not marked yet: write how often; 0 if the fault did not occur.
practical-missing-password = Type your password; it is your signature.

## Review and sign
practical-sign-title = Check and sign
practical-all-marks = All marks
practical-col-criterion = Criterion
practical-col-got = Mark
practical-col-full = Out of
practical-total = Total
practical-failed = ★ Safety criteria not done:
practical-failed-text = Where more than half of the examiners say so, the practical is failed, whatever the total.
practical-as-kept = These marks are as they were kept last. After a change press Keep for now, then check again.
practical-sign-text = After signing nothing can be changed.
practical-password = Your password
practical-sign = Sign

## A candidate who did not come
practical-absent-link = The candidate did not come
practical-absent-title = Did { $name } not come to the practical?
practical-absent-text = Whoever came late or left early is marked as usual. A candidate counts as absent when more than half of the examiners sign so.
practical-absent-judged =
    { $count ->
        [one] You have marked 1 criterion. It counts no more once you sign the absence.
       *[other] You have marked { $count } criteria. They count no more once you sign the absence.
    }
practical-absent-no = Back to marking
practical-absent-yes-title = The candidate really did not come
practical-absent-yes = Sign: candidate absent

## Why a sheet can't be marked
practical-refused-not-on-panel = You are not on this panel
practical-refused-not-on-panel-text = Other examiners mark this session. If you should, ask the bureau to put you on the panel.
practical-refused-absent = The candidate was absent
practical-refused-absent-name = { $name } was absent
practical-refused-absent-text = Whoever missed the theory test does not take the practical. There is nothing to mark.
practical-refused-signed = You have signed this sheet, perhaps on another tablet.
practical-refused-signed-name = You have signed for { $name }
practical-refused-signed-what = Signed { $when }: { $mark }.
practical-refused-signed-text = After signing nothing changes, not by sending it again either. If this was not you, tell the bureau at once.
practical-refused-early = It is too early to mark
practical-refused-early-text = Marks are given after the session opens.
practical-refused-early-opens = The session opens { $when }; then you can mark.
practical-refused-closed = Marking is over
practical-refused-closed-text = The results of this session are decided; marks stay as they are.
