# The texts of the pages. Verbs on buttons; what is safe first, then what to do.

## On every page
brand = Vocational Skill Assessment
skip = Skip to the content
switch-language = 中文
sign-out = Sign out
back = Back
next = Next
newer = Newer
older = Older
crumb-home = Home
errors-title =
    { $count ->
        [one] There is { $count } thing to put right
       *[other] There are { $count } things to put right
    }
foot-keys = Signing keys
foot-log = Public log
foot-demo = A sample: names and numbers are invented
photo-none = No photo
demo-label = Demo
demo-now = It is { $now } here; this is no real exam
demo-mail = Read the demo's mail
demo-next = Go on: { $step }

## Column heads
col-action = Action
col-admission = Admission number
col-certificate = Certificate
col-counts = People
col-identity = ID number
col-name = Name
col-next = Next
col-practical = Practical
col-result = Result
col-seat = Seat
col-session = Session
col-state = State
col-theory = Theory
col-when = Time
col-when-where = When and where

## Home
home-title = Vocational skill-level assessment
home-lede = Sit an exam, check a certificate or read a public notice: it all starts here.
door-exam = Sit an exam
door-exam-text = On exam day, at the computer in the exam room. Bring your ID card and admission ticket.
door-verify = Check a certificate
door-verify-text = For employers and holders; no sign-in needed.
door-staff = Staff
door-staff-text = For administrators, invigilators and examiners.
home-notices = Public notices
home-notices-empty = No notices now.
home-draws = Public draws

## Notice
notice-running = On public notice
notice-running-text = If you disagree with a result, come to the bureau within the notice period and bring the admission ticket.
notice-over = The notice is over
notice-over-text = Candidates who passed are awarded their certificates.
notice-empty = There are no candidates in this notice.
notice-table = Results
notice-privacy = Names and ID numbers are shown in part only, to protect personal data.

## Certificate
certificate-title = Certificate of vocational skill level
certificate-tools = What you can do
certificate-verify = Check this certificate
certificate-print = To print, choose A4 landscape
certificate-kind = Certificate of Vocational Skill Level
certificate-scan = Scan to check
certificate-words-before = This certifies that the holder passed both the theory test and the practical assessment for the occupation and level stated below.
certificate-words-middle = took the skill-level assessment and passed the theory test and the practical assessment for
certificate-words-after = .
certificate-occupation = Occupation
certificate-level = Level
certificate-identity = ID number
certificate-result = Result
certificate-serial = Certificate no.
certificate-fine-signed = Digitally signed and entered in a public log. Its authenticity and present status are those shown by the check.
certificate-fine-key = key
certificate-fine-log = and entered in the public log as no.
certificate-fine-entry = . Authenticity and present status are those shown by the check:

## Checking a certificate
verify-title = Check a certificate
verify-lede = Enter the number as printed on the certificate, then the holder's name or the last four characters of the ID.
verify-serial = Certificate number
verify-serial-hint = 22 characters, printed on the certificate; spaces may be left out.
verify-claim = Holder's name, or last four characters of the ID
verify-submit = Check
verify-why = A number alone shows nothing: numbers can be counted through, so we ask for the name or the ID's last four as well.
verify-wait =
    { $minutes ->
        [one] Several wrong answers. Please try again in a minute.
       *[other] Several wrong answers. Please try again in { $minutes } minutes.
    }
verify-wait-text = Please compare the number and the name with the certificate first.
verify-good = Signature valid, not revoked
verify-good-text = As of { $time }. Please check the holder's ID card too.
verify-revoked = This certificate has been revoked
verify-revoked-text = Revoked on { $day }; ground: { $ground }. A revocation is final.
verify-suspended = This certificate is suspended
verify-suspended-text = Suspended since { $day }; it proves nothing for now. Ask the bureau whether it will be reinstated.
verify-altered = The signature fails: the content was altered
verify-altered-text = Please don't rely on it, and tell the bureau where it came from.
verify-unknown = Certificate not found
verify-unknown-text = Number and name don't go together, or this bureau never issued that number. Compare with the certificate and try once more; if it still isn't found, call the bureau and don't rely on the paper alone.
verify-notnow = Signature valid, but its status can't be checked now
verify-notnow-text = Please check again when you are online.
verify-content = What the certificate says
verify-again = Check another
verify-download = Download the certificate file
verify-open = Open the certificate
verify-details = Technical details
browser-checking = Checking the signature in your browser…
browser-text = Verified again by your own browser, without taking the server's word.
browser-ok = Your browser verified the signature too: valid
browser-bad = Your browser finds the signature wrong; don't rely on it
browser-cannot = This browser can't verify the signature itself; the above is the server's finding
browser-offline = The certificate file could not be fetched; not verified in the browser
qr-title = Check by QR code
qr-none = There is nothing from a QR code in the address. Please enter the certificate number below.
qr-bad-text = Content and signature of the QR code don't go together. Please don't rely on it.
qr-compromised = The signing key was withdrawn; the QR code alone proves nothing
qr-compromised-text = Please check online by number below.
qr-cannot-text = Please check online by number below.
qr-unreadable = This is not the QR code of one of our certificates
qr-unreadable-text = Its content can't be read. Compare with the certificate and enter the number below.
qr-tail = ID's last four
qr-issued = Date of award
qr-issuer = Awarded by
qr-online = Check its present status online
qr-online-text = A certificate may be revoked after its award; only the online check knows.

## Public draw
draw-crumb = Public draw
draw-lede = No party alone can foresee or steer the items drawn. After the exam anyone can derive every paper again.
draw-steps = Steps of the draw
draw-step-commit = Commitments
draw-step-manifest = Manifest published
draw-step-beacon = Public random number
draw-step-open = Opening
draw-step-sit = Exam
draw-step-evidence = Evidence published
draw-contributors = Commitments and openings
draw-party = Contributor
draw-when = From
draw-commitment = Commitment
draw-none = No contributor has committed yet.
draw-check = How to check it yourself
draw-check-anyone = Derive all papers again
draw-check-anyone-text = Once the evidence is public, with your own browser or a program:
draw-check-coder = Write your own program
draw-check-coder-text = A short one in any language, by the public specification exam-seed/v1.
draw-data = Public data
draw-no-downloads = The manifest appears here when the roster is closed, the evidence after the exam.

## Error pages
page-error-not-found = Page not found
page-error-not-found-text = The address may be mistyped, or the page is gone. Please start again from the home page.
page-error-not-allowed = You are not allowed to do this
page-error-not-allowed-text = If you need it, please ask the administrator of your organisation.
page-error-refused = This step could not be done
page-error-internal = Something broke. What was saved is safe.
page-error-internal-text = Please give the administrator the number below, then go back and try again.
page-error-incident = Number
page-error-back = Back

## The demo's mail
mail-title = The demo's mail
mail-lede = The demo sends nothing out; every mail is written here.
mail-empty = No mail yet. Admission tickets come when the roster is closed, results when they are decided.
mail-subject = Subject
mail-to = To

## Staff sign-in
sign-in = Sign in
staff-sign-in = Staff sign-in
staff-login = Login name
staff-password = Password
staff-forgot = Forgot the password? The administrator of your organisation can set a new one.

## Overview and session
overview-title = Sessions
overview-figures = People
overview-sessions = All sessions
overview-empty = There are no sessions yet.
session-steps = Progress of the session
session-next-yours = Next, by you
session-next-wait = Waiting for
session-facts = The session
session-candidates = Candidates
session-no-candidates = Nobody has registered yet.
session-register = Register a candidate
step-planned = Planned
step-registration = Registration
step-roster = Roster closed
step-opening = Opened
step-sitting = Exam
step-practical = Practical marks
step-result = Results
step-notice = Public notice
step-award = Award

## Registration and eligibility
register-title = Register a candidate
register-lede = Fill in the form and press "Register": whoever is eligible is registered at once; otherwise nobody is, and each reason is told.
register-name = Name
register-name-hint = As on the ID document.
register-document = Kind of document
register-number = Document number
register-number-hint = 18 characters for a resident ID, the last may be X. Kept encrypted; only the last four are shown.
register-years = Years of work in this occupation
register-years-hint = Whole years; 0 if none.
register-channel = Applied through
register-email = E-mail (optional)
register-email-hint = Admission ticket and result go there; without one, collect them at the centre.
register-locale = Language of the messages
register-extra = Extra time (minutes)
register-extra-hint = For candidates with difficulty in seeing or writing; 0 if not needed.
register-large = Needs large print
register-letters = The letters of commitment of body and candidate are both signed
eligibility-findings = Condition by condition
eligibility-none = No condition stands against it.
eligibility-policy = By: { $policy }

## Audit
audit-title = Record of actions
audit-lede = Who did what and when. Entries are added, never changed or deleted.
audit-empty = No entries yet.
audit-who = Who
audit-what = What
audit-subject = On what


## Levels
level-1 = Level 1 (senior technician)
level-2 = Level 2 (technician)
level-3 = Level 3 (advanced)
level-4 = Level 4 (intermediate)
level-5 = Level 5 (junior)
