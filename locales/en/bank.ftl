# Question banks: why one can't be imported or used, and what to do.
refusal-bank-not-a-bureau = Only a bureau of county rank or above imports question banks. Please give the package to your bureau.
refusal-bank-already-here = This version of the bank is here already; there is nothing to do. If it was changed, seal it again under another version.
refusal-bank-untrusted-signer = The package is signed by somebody who is not on the list of trusted keys, and was not imported. Check who sent it; if they can be trusted, have an administrator enter their public key first.
refusal-bank-altered = The package was changed after it was sealed, and was not imported. Ask whoever sealed it for a new copy.
refusal-bank-damaged = The package is incomplete or damaged, and was not imported. Download or copy it again.
refusal-bank-too-large = The package is too large, and was not imported. At most 50 MB are read; is it the right file?
refusal-bank-forged = This file is no proper package: it holds what doesn't belong there. It was not imported. Check where it comes from, and ask whoever sealed it for a new copy.
refusal-bank-faulty = The items in the package don't pass the checks. Whoever sealed it has to correct and seal it again.
refusal-bank-wrong-key = This item key doesn't open this package. Check the bank's code and version, and ask whoever sealed it for the key that belongs to it.
refusal-bank-key-there = This bank's item key was released already; there is nothing to do.
refusal-bank-key-not-released = This bank's item key is not released yet, so no papers can be drawn from it. Please submit the item key first.
error-bank-key-malformed = An item key has 64 hexadecimal digits (0–9, a–f). Please paste the key file's content as it is.
refusal-sealing-key-lost = The file sealing.key is not the one this database was used with, so identity numbers can't be read. Stop here, and restore the key folder's own backup first.
