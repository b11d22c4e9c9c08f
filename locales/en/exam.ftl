# The candidate's pages: sign-in, pledge, waiting, paper, receipt, practice.

## Candidate's sign-in
exam-sign-in = Enter your admission number
exam-admission = Admission number
exam-admission-hint = Printed on your admission ticket, digits only.
exam-tail = Last four characters of your ID number
exam-tail-hint = If the last one is an X, enter X.
exam-room = Room code
exam-room-hint = As written on the wall of the exam room.
exam-help = If it doesn't work, please raise your hand.
confirm-title = Is this you?
confirm-exam = Exam
confirm-elsewhere = You are signed in at { $seat }.
confirm-elsewhere-text = { " " }Going on here closes it there.
confirm-yes = Yes, it's me
confirm-no = No, call the invigilator

## Pledge
pledge-title = Exam pledge
pledge-lede = { $name }, please read these five sentences.
pledge-1 = I sit this exam myself; nobody sits it for me, and I sit it for nobody else.
pledge-2 = I work alone, copy nothing and pass no answers on.
pledge-3 = I bring no phone or notes into the room and stay on the exam page.
pledge-4 = I follow the invigilator's instructions and take care of the equipment.
pledge-5 = I know that breaking any of these voids my result and is put on record.
pledge-agree = I have read this and will keep to it
pledge-sign = Sign and enter
pledge-absent = Unsigned counts as absent.

## Waiting
wait-title = Waiting for the start
wait-name = { $name }, please stay seated
wait-now = The time now
wait-opens = It opens by itself at { $time }; press nothing.
wait-offline = If the network is down, that's all right. Please stay seated.

## Exam
exam-skip = Skip to the item
exam-size = Text size
exam-size-1 = Text size: normal
exam-size-2 = Text size: large
exam-size-3 = Text size: very large
exam-size-letter = A
exam-saved = Saved
exam-saving = Saving…
exam-pending = { $count } kept here, to be sent
exam-left = Left
exam-minutes = min
exam-left-say = { $minutes } minutes left.
exam-just-saved = Your answers are saved.
exam-ends-at = The exam ends at { $time }.
exam-offline = The network is down. Please carry on.
exam-offline-text = Your answers are kept on this computer and will be sent later. The clock runs on.
exam-back = Back online; all answers sent.
exam-near-text = It hands in by itself; all saved answers count.
exam-elsewhere = You went on at another computer; this one is closed.
exam-elsewhere-text = All saved answers are there. If it was not you, raise your hand at once.
exam-other-window = This paper is open in another window.
exam-other-window-text = This one is closed; your answers are kept. Please go on in the other window.
exam-signed-out = You have been signed out.
exam-signed-out-link = Sign in again; your answers are safe
exam-cannot = This computer can't keep answers. Please raise your hand.
exam-cannot-text = What was saved before is safe.
exam-over = Time is up.
exam-over-text = Your answers are on this computer. Don't switch off; the invigilator will collect them.
exam-item = Item { $number }
exam-of = { " " }of { $total }
exam-multiple = Choose all that are right; anything else scores nothing.
exam-keys = Keys:
exam-keys-choose = choose
exam-keys-move = item
exam-keys-mark = mark
exam-keys-time = time left
exam-keys-off = no letter keys
exam-save = Save my answers
exam-previous = Previous
exam-next = Next
exam-mark = Mark
exam-card = Answer card
exam-answered = Answered
exam-open = Open
exam-marked = Marked
exam-cell-did = , answered
exam-cell-open = , open
exam-cell-flag = , marked
exam-hand-in = Hand in
exam-confirm = Hand in?
exam-confirm-open = { $count } items are open. Hand in?
exam-confirm-all = All items are answered. Hand in?
exam-confirm-text = You can't change anything after. The exam runs until { $time }; you may go on.
exam-confirm-marked = Marked items:
exam-go-back = Go back to the items
exam-submit = Hand in now

## Receipt
receipt-title = Handed in
receipt-done =
    { $count ->
        [one] Handed in; your { $count } answer was received.
       *[other] Handed in; all { $count } answers received.
    }
receipt-by-time =
    { $count ->
        [one] Time was up and it was handed in by itself; your { $count } answer was received.
       *[other] Time was up and it was handed in by itself; all { $count } answers received.
    }
receipt-time = Received at
receipt-number = Receipt number
receipt-answered = Items answered
receipt-stay = Please stay seated until the invigilator gives the sign to leave. The theory result is published when the notice begins.

## What is said at sign-in and pledge
door-missing-admission = Enter your admission number.
door-missing-tail = Enter the last four characters of your ID number.
door-missing-room = Enter the room code; it is written on the wall of the exam room.
door-busy = There were a few wrong tries. Please wait { $seconds } s and try again.
door-busy-text = What you entered is still here; you needn't enter it again.
door-moved = Please enter it once more.
door-moved-text = It took too long, or somebody signed in with this admission number elsewhere.
door-help = Please stay seated and raise your hand.
door-help-text = Nobody was signed in and nothing was changed.
door-over-text = All saved answers are kept.
door-seated = On this computer the exam of { $name } is not over yet.
door-seated-link = Back to that exam
confirm-elsewhere-safe = If you changed computers, just go on: all saved answers are kept.
refusal-sign-in-early-at = The room is not open yet; you can sign in from { $time }. Please stay seated.
refusal-sitting-too-late-at = The latest time to come in, { $time }, has passed. Ask the invigilator.
refusal-sitting-not-yet-at = The exam opens at { $time }. Please stay seated.
refusal-sitting-too-early-at = You can hand in from { $time }. Please carry on.
refusal-ticket-over = Please enter your admission number, ID digits and room code once more.

## What changes during the exam
exam-part-answered = done
exam-over-saved = All your answers were received and are handed in by themselves. Please wait for the sign to leave.
exam-time-left = Time left
exam-early = You can hand in from { $time }.
exam-early-text = You can go on checking; all saved answers are kept.
exam-unsent = The server can't be reached, so you can't hand in yet. Your answers are on this computer; try again when the network is back. It hands in by itself when the time is over.
exam-confirm-left =
    { $minutes ->
        [one] You can't change anything after. There is { $minutes } minute left; you may go on.
       *[other] You can't change anything after. There are { $minutes } minutes left; you may go on.
    }
exam-paused = The exam is paused; you lose no time.
exam-paused-text = All saved answers are kept. Please stay seated; you go on when it resumes.
exam-resumed = The exam goes on; please carry on. The time of the pause was given back to you.
exam-extended = You have { $minutes } more minutes.
exam-cell-here = , current
exam-enlarge = Enlarge the picture
exam-close = Close

## Waiting
wait-minutes = { $minutes } minutes until it opens.

## Practice
practice-title = Practice
practice-exam = Practice paper (not marked)
practice-who = No sign-in, no marks, nothing is saved
practice-link = Try the 2-minute practice
practice-offer = Never sat an exam on a computer? You can try it without signing in.
practice-offer-waiting = There is time to get used to it. You come back by yourself when the exam opens.
practice-not-saved = Practice, not saved
practice-banner = This is practice: no marks, nothing is saved.
practice-banner-text = The page is just like the real exam. Try everything; a wrong click does no harm.
practice-opening = The exam opens at { $time }; it will open by itself.
practice-to-wait = Back to waiting
practice-near-text = The practice hands in by itself when the time is over, just like the real exam.
practice-hand-in = Hand in and see
practice-leave = Leave the practice
practice-confirm-text = This is practice: it isn't marked and you can do it again. In the real exam you can't change anything after handing in.
practice-done = Practice handed in: you answered { $answered } of { $items } items.
practice-done-text = This was practice: no marks, and nothing was saved.
practice-chosen = What you chose
practice-item = Item
practice-yours = Your choice
practice-none = Not answered
practice-real = What is different in the real exam
practice-real-1 = You sign in with your admission number first, and sign the exam pledge.
practice-real-2 = Every choice is saved by itself; the top right says "Saved" and the time.
practice-real-3 = When the network is down you just carry on; your answers are kept on the computer and sent later.
practice-real-4 = After handing in you see the time and a receipt number, and nothing can be changed any more.
practice-again = Practise again
practice-sign-in = Sign in to the exam
practice-points = not marked
practice-section-1 = 1. Single choice
practice-section-2 = 2. True or false
practice-section-3 = 3. Multiple response
practice-1 = How many months are there in a year?
practice-1-a = 10
practice-1-b = 12
practice-1-c = 24
practice-1-d = 30
practice-2 = What time does the clock show?
practice-2-a = 3 o'clock
practice-2-b = 6 o'clock
practice-2-c = 9 o'clock
practice-2-d = 12 o'clock
practice-2-picture = A round clock: the short hand points to 9, the long hand to 12
practice-3 = You chose an option and want to change it. What do you do?
practice-3-a = Switch the computer off
practice-3-b = Click another option
practice-3-c = Sign in again
practice-3-d = It can't be changed
practice-4 = The mark of this practice counts in the real exam.
practice-true = True
practice-false = False
practice-5 = Which of these are fruit?
practice-5-a = Apple
practice-5-b = Pear
practice-5-c = Table
practice-5-d = Banana
practice-5-e = Umbrella
