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
bank-check-lede = Choose the spreadsheet, its blueprint and its pictures; every row is checked. Nothing is imported and your files are not changed.
bank-check-do = Check
bank-check-again = Mended: check again
bank-check-kept = What was checked is kept encrypted, for you alone, for one hour at most.
bank-file = Spreadsheet
bank-file-hint = .xlsx or .csv, at most 20 MB.
bank-blueprint = Blueprint
bank-blueprint-hint = A .toml file, at most 256 KB.
bank-picture-files = Pictures (none if there are none)
bank-picture-files-hint = PNG or JPEG, at most 2 MB each; many can be chosen at once. Names must be those in the spreadsheet.

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
bank-file-none = Choose the spreadsheet.
blueprint-file-none = Choose the blueprint.
package-file-none = Choose the sealed bank.
file-bank-file-extension = The spreadsheet must be an .xlsx or a .csv file. Save an old .xls as .xlsx first.
file-workbook-too-large = The spreadsheet is larger than 20 MB and was not checked. Split the bank; choose pictures apart from it.
file-workbook-unpacks-too-large = This spreadsheet unpacks to more than is plausible and was not checked. Make sure where it comes from; open it and save it anew.
file-workbook-too-many-parts = This spreadsheet has too many parts and was not checked. Keep the items alone and save it anew.
file-workbook-doctype = This spreadsheet holds something unsafe and was not checked. Open it, save it as .xlsx and try again.
file-workbook-unreadable = This file can't be opened: it is damaged, has a password, or is no .xlsx. Open it, save it as .xlsx and try again.
file-workbook-too-many-rows = Sheet “{ $sheet }” has more than 20000 rows and was not checked. Split the bank.
file-workbook-too-many-columns = Sheet “{ $sheet }” has something beyond column 64 and was not checked. Clear those columns.
file-csv-too-large = The file is larger than 20 MB and was not checked. Split the bank.
file-csv-gbk = Line { $line } is not UTF-8; it looks like GBK. Save the file as “CSV UTF-8” and try again.
file-csv-not-utf8 = Line { $line } is not UTF-8. Save the file as “CSV UTF-8” and try again.
file-csv-workbook = This is an Excel workbook, not CSV. Give it a name that ends in .xlsx and try again.
file-csv-too-many-rows = More than 20000 rows; not checked. Split the bank.
file-csv-too-many-columns = Row { $row } has more than 64 columns; not checked. Look at its commas and quotes.
file-csv-unreadable = This CSV file can't be read; a quote may be missing. Open it and save it as “CSV UTF-8”.
file-blueprint-too-large = The blueprint is larger than 256 KB. Is it the right file?
file-blueprint-not-utf8 = The blueprint is not UTF-8; save it as UTF-8 and try again.
file-blueprint-wrong = Line { $line } of the blueprint is wrong; put it right and try again. Details: { $what }
error-bank-code = Use 1 to 64 letters, digits, dots, underscores or hyphens, and no dot in front.
audit-bank-seal = Sealed a bank
audit-bank-take-key = Downloaded an item key
