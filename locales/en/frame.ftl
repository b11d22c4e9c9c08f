# What every page has around it.
nav-label = Main parts
nav-sessions = Sessions
nav-banks = Question banks
nav-office = Item office
nav-accounts = Accounts
nav-audit = Audit trail
pager-label = Pages
pager-before = Previous page
pager-after = Next page
pager-words = Rows { $from }–{ $to } of { $total }
resume-title = You are signed in again
resume-text = What you typed is still here. Only passwords have to be typed again.
resume-go-on = Go on
signed-out-title = You have been signed out.
signed-out-kept = What you typed is still here; sign in and go on.
refusal-method-not-allowed = This address can not be opened like this; use the links and buttons of the pages.
