# Question banks: the list, checking, sealing, importing, handing in keys
banks-title = Question banks
banks-lede = A sealed bank never changes; what is changed gets a new version. Papers can be drawn once its item key is handed in.
banks-empty = No question banks yet. Check a spreadsheet first; if all is well it can be sealed.
bank-title = Bank
bank-project = Occupation and level
bank-items = Items
bank-items-by-type = single choice { $single }, true/false { $judge }, multiple response { $multiple }
bank-pictures = Pictures
bank-key = Item key
bank-digest = Package digest
bank-imported = Imported
bank-code = Bank id
bank-code-hint = Letters, digits, dots, underscores and hyphens, such as dg5.
bank-version = Version
bank-version-hint = Such as 2026.1. When the contents change, the version must too.
bank-code-version = { $code } · version { $version }
bank-facts = About this bank
bank-back = Back to this bank
bank-key-here = Handed in
bank-key-missing = Not handed in
bank-key-here-text = The item key is here; papers can be drawn from this bank.
bank-key-missing-text = The bank is here, its items are locked. Before an exam whoever keeps the item key hands it in; papers can be drawn after that.
bank-package-download = Download the sealed package (its items are locked)

bank-check-title = Check a bank
bank-check-lede = Choose the bank, its blueprint and its pictures; every item is checked. Nothing is imported and your files are not changed.
bank-check-do = Check
bank-check-again = Mended: check again
bank-check-kept = What was checked is kept encrypted, for you alone, for one hour at most.
bank-file = Bank file
bank-file-hint = A spreadsheet (.xlsx, .csv), at most 20 MB; a QTI package (.zip), Moodle XML (.xml) or GIFT (.gift), at most 50 MB.
bank-blueprint = Blueprint
bank-blueprint-hint = A .toml file, at most 256 KB.
bank-picture-files = Pictures (none if there are none)
bank-picture-files-hint = PNG or JPEG, at most 2 MB each; many can be chosen at once. Names must be those in the spreadsheet. QTI packages and Moodle XML bring their own.

bank-report-faults =
    { $count ->
        [one] { $count } fault; nothing was imported.
       *[other] { $count } faults; nothing was imported.
    }
bank-report-clean = { $count } rows, all well; the bank can be sealed.
bank-report-most = There are too many faults; the first { $count } are listed. Mend these and check again.
bank-report-unused = No item uses { $count } of the pictures: { $names }
bank-report-until = This report and its files are kept until { $time }.
bank-marks = Download the spreadsheet with marks
bank-marks-name = { $name }-checked
bank-marks-text = Faulty cells are red, and the last column says how to mend them. Mend them in place and check again.
bank-faults = Faults
bank-sheet = Sheet
bank-row-head = Row
bank-row = Row { $row }
bank-fault = Fault
bank-mend = How to mend it
bank-column = Only the column
bank-column-all = All
bank-column-none = Of no column
bank-column-count = { $name } ({ $count })
bank-column-show = Show
bank-drop = Throw this check away

bank-seal-title = Seal this bank
bank-seal-text = It is signed with the bureau's key, its items are locked, and it is imported. After that its items can't be changed.
bank-seal-do = Seal
bank-sealed-title = The bank is sealed and imported
bank-sealed-text = Its items are locked. The spreadsheet is no longer kept here.
bank-take-title = Next: keep the item key safe
bank-take-text = The item key is the only key to the items. Download it to a USB stick, give it to one person to keep, apart from the bank, and never mail it.
bank-take-do = Download the item key
bank-taken-title = Once the key is safe
bank-taken-text = Look that the file is on the stick, then press the button. The key is erased here and nobody can download it again. At { $time } it is erased by itself.
bank-taken-do = It is safe: erase the key

bank-import-title = Import a sealed bank
bank-import-lede = A sealed bank is a .zip file whose items are locked. Its signature is verified first; if anything is wrong, nothing is imported.
bank-import-do = Import
bank-package = Sealed bank
bank-package-hint = A .zip file, at most 50 MB.
bank-release-title = Hand in the item key
bank-release-lede = Choose the key's file, or paste its 64 characters; one of them is enough. The key is kept only if it opens the bank.
bank-release-do = Hand in the key
bank-key-file = Key file
bank-key-text = Or paste the key
bank-key-none = Choose the key's file, or paste the key.

# Why a file was not taken
upload-again = You are signed in again; please choose the files again
upload-again-text = Files are not kept; nothing was imported.
upload-choose-again = Nothing was kept. Put it right and choose all files again.
upload-several = Only one file can be chosen here.
upload-too-large = The files together are larger than 64 MB and were not taken. Use fewer pictures, or split the bank.
upload-too-many = These are more than 500 files; they were not taken. Split the bank.
upload-name = A file's name is too long or holds invisible characters. Rename it and choose again.
bank-file-none = Choose the bank.
blueprint-file-none = Choose the blueprint.
package-file-none = Choose the sealed bank.
file-bank-file-extension = A bank is a spreadsheet (.xlsx, .csv), a QTI package (.zip), Moodle XML (.xml) or GIFT (.gift). Save an old .xls as .xlsx first.
file-workbook-too-large = The spreadsheet is larger than 20 MB and was not checked. Split the bank; choose pictures apart from it.
file-workbook-unpacks-too-large = This spreadsheet unpacks to more than is plausible and was not checked. Make sure where it comes from; open it and save it anew.
file-workbook-too-many-parts = This spreadsheet has too many parts and was not checked. Keep the items alone and save it anew.
file-workbook-doctype = This spreadsheet holds something unsafe and was not checked. Open it, save it as .xlsx and try again.
file-workbook-macros = This spreadsheet holds macros and was not checked. Save it as .xlsx without them.
file-workbook-external-links = This spreadsheet links to others and was not checked. Replace the links by their values and save it anew.
file-workbook-unsafe = This spreadsheet's file is not as a spreadsheet program writes it; not checked. Open it, save it as .xlsx and try again.
file-workbook-unreadable = This file can't be opened: it is damaged, has a password, or is no .xlsx. Open it, save it as .xlsx and try again.
file-workbook-too-many-rows = Sheet "{ $sheet }" has more than 20000 rows and was not checked. Split the bank.
file-workbook-too-many-columns = Sheet "{ $sheet }" has something beyond column 64 and was not checked. Clear those columns.
file-items-too-large = The file is larger than 50 MB and was not checked. Split the bank.
file-items-too-many = More than 20000 items; not checked. Split the bank.
file-items-zip-damaged = This package can't be opened: it is not whole, or damaged. Export it again.
file-items-zip-bomb = This package unpacks to more than is plausible and was not checked. Make sure where it comes from.
file-items-zip-encrypted = This package has a password and was not checked. Export it without one.
file-items-zip-unsafe = This package is unsafe (links, doubled names, or files outside of it) and was not checked. Export it again.
file-items-xml-malformed = "{ $place }" is not well-formed XML; not checked. Export it again.
file-items-xml-encoding = "{ $place }" is not UTF-8; not checked. Save it as UTF-8 and try again.
file-items-xml-limits = "{ $place }" is larger than is plausible and was not checked. Make sure where it comes from.
file-items-xml-unsafe = "{ $place }" holds something unsafe (a document type, entities or other files); not checked. Export it again.
file-items-sealed-package = This is a sealed package. Import it as a sealed package; it needs no check.
file-items-no-manifest = This zip has no imsmanifest.xml: it is no QTI package. Export it as QTI 2.1, 2.2 or 3.0.
file-items-qti1 = This is QTI 1.x. Export it as QTI 2.1, 2.2 or 3.0.
file-items-root = This XML begins with <{ $name }>: it is neither a Moodle quiz nor a QTI item.
file-items-not-utf8 = This file is not UTF-8. Save it as UTF-8 and try again.
file-items-binary = This file is no text. See whether it is the right one.
bank-report-noted = { $count } items were read with a note: without some formatting or extras, or scored otherwise; their answers are the same.
file-csv-too-large = The file is larger than 20 MB and was not checked. Split the bank.
file-csv-gbk = Line { $line } is not UTF-8; it looks like GBK. Save the file as "CSV UTF-8" and try again.
file-csv-not-utf8 = Line { $line } is not UTF-8. Save the file as "CSV UTF-8" and try again.
file-csv-binary = This file is no text, or it is UTF-16. Save it as "CSV UTF-8" and try again.
file-csv-workbook = This is an Excel workbook, not CSV. Give it a name that ends in .xlsx and try again.
file-csv-too-many-rows = More than 20000 rows; not checked. Split the bank.
file-csv-too-many-columns = Row { $row } has more than 64 columns; not checked. Look at its commas and quotes.
file-csv-unreadable = This CSV file can't be read; a quote may be missing. Open it and save it as "CSV UTF-8".
file-blueprint-too-large = The blueprint is larger than 256 KB. Is it the right file?
file-blueprint-not-utf8 = The blueprint is not UTF-8; save it as UTF-8 and try again.
file-blueprint-wrong = Line { $line } of the blueprint is wrong; put it right and try again. Details: { $what }
file-blueprint-unknown = Line { $line } of the blueprint: { $what } is no part of a blueprint. Is it the right file? If so, put it right and try again.
file-blueprint-missing = The part of the blueprint that begins on line { $line } lacks { $what }; add it and try again.
error-bank-code = Use 1 to 64 letters, digits, dots, underscores or hyphens, and no dot in front.
audit-bank-seal = Sealed a bank
audit-bank-take-key = Downloaded an item key

# Being checked
bank-checking-title = The bank is being checked
bank-checking-waiting = Waiting to be checked…
bank-checking-reading = Reading the file…
bank-checking-reading-of = Reading item { $done } of { $total }…
bank-checking-linting =
    { $count ->
        [one] Checking { $count } row…
       *[other] Checking { $count } rows, item by item…
    }
bank-checking-simulating = Drawing papers by the blueprint, as a trial…
bank-checking-text = This page looks again by itself; there is nothing to press. You may leave and come back to this address: the check goes on.
bank-checking-stop = Stop, and clear these files
bank-check-given-up = The check of this file did not come to its end, and the file was cleared. Look at the file and choose it again; if that fails too, tell the administrator of this server.
refusal-bank-check-running = This bank is still being checked. Look again in a moment.
bank-report-read = Items read: { $read }; refused: { $refused }; read with a note: { $noted }.
bank-kind-refused = Refused item
bank-kind-note = Note
bank-marks-notes = Download the spreadsheet with the notes
bank-promise-fine = Papers may be drawn; { $accepted } of { $tried } simulated papers meet the constraints
bank-promise-refused = No papers may be drawn yet; { $accepted } of { $tried } simulated papers meet the constraints

# Taking items away
export-title = Export items
export-see = Export in other formats
export-count =
    { $count ->
        [one] { $count } item, with its key.
       *[other] { $count } items, with their keys.
    }
export-hidden =
    { $count ->
        [one] { $count } more item is not exported: you may have to review it and can't see its key yet.
       *[other] { $count } more items are not exported: you may have to review them and can't see their keys yet.
    }
export-keys = The files hold the keys
export-keys-text = They are not locked: whoever has a file can read it. Give it to those alone who should, and delete it afterwards. Each download is in the audit trail.
export-none = There are no items to export.
export-parts = Which items
export-all = All items
export-good = Only those that passed review
export-format = Format
export-holds = What it holds
export-file = File
export-take = Download
export-take-named = Download { $name }
export-whole = All items
export-left = { $count } left out
export-xlsx = Spreadsheet (.xlsx)
export-xlsx-text = To be changed in a spreadsheet program, checked and imported again.
export-xlsx-text-pictures = The spreadsheet and its pictures in one zip; unpacked it can be checked and imported again.
export-csv = Spreadsheet (.csv)
export-csv-text = Plain text; can be checked and imported again.
export-csv-text-pictures = Plain text and the pictures in one zip; unpacked it can be checked and imported again.
export-qti21 = QTI 2.1 package
export-qti21-text = Most exam systems read it; pictures are inside.
export-qti22 = QTI 2.2 package
export-qti22-text = Newer exam systems; pictures are inside.
export-qti30 = QTI 3.0 package
export-qti30-text = The latest standard; pictures are inside.
export-moodle = Moodle XML
export-moodle-text = For a question bank of Moodle; pictures are inside.
export-gift = GIFT
export-gift-text = Moodle's plain text; it holds no pictures.
audit-bank-export = Items exported
