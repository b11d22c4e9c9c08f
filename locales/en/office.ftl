# The question bank office: projects, writing, reviewing, sealing versions
office-title = Item office
office-lede = One person writes an item; another answers it without the key, then reviews it. What passes is sealed into a version of the bank, which never changes.
office-new = Begin a project
office-new-lede = A project begins with its blueprint. A bank that you have as a spreadsheet can come along.
office-new-faults = What is wrong with the spreadsheet and the blueprint
office-faulty = { $count ->
    [one] 1 fault
   *[other] { $count } faults
 }; no project was begun. They are listed above; mend them and choose the files again.
office-code = Project code
office-code-hint = Sealed banks go by it, such as dg5. Letters, digits, dots, underscores and hyphens.
office-seed = Items you have (may be left out)
office-seed-hint = .xlsx or .csv, 20 MB at most.
office-seed-submit = These items go to review at once
office-seed-text = They count as written by you, so somebody else reviews them. Otherwise they are drafts first.
office-begin = Begin the project
office-empty-begin = There is no project yet. With a blueprint you can begin one.
office-empty-wait = There is no project yet. It appears here once a bureau administrator has begun one.
office-project = Project
office-approved = Passed review
office-submitted = Waiting
office-drafts = Being written
office-for-you = { $count } for you to review
office-under-way = Under way
office-sealed-number = Version { $number } sealed

office-state-draft = Draft
office-state-submitted = Waiting for review
office-state-returned = Given back
office-state-approved = Passed review
office-state-sealed = Sealed
office-state-retired = Retired

office-next-review = { $count ->
    [one] 1 item waits
   *[other] { $count } items wait
 } for your review
office-next-review-text = Answer as a candidate would. The key and the explanation are shown after that; then you pass the item or give it back.
office-next-review-do = Review
office-next-submit = { $count ->
    [one] 1 draft of yours is
   *[other] { $count } drafts of yours are
 } not handed over yet
office-next-submit-text = Somebody else reviews them. You can still take an item back and change it.
office-next-submit-do = Hand all over
office-next-seal = { $count } items passed and can be sealed
office-next-seal-text = Every cell has enough. They become a new version of the bank; earlier ones stay as they are.
office-next-seal-do = Seal a version
office-next-write = Some cells have too few items
office-next-write-text = The table below says how many are missing in each.
office-next-wait = Others are at it
office-next-wait-text = { $submitted } items wait for review, { $drafts } are being written or were given back. What you wrote is reviewed by somebody else.
office-figures = Items by state
office-figure-approved = Passed review ({ $sealed } sealed)
office-answers = Reviewers gave { $count } answers; { $disputed } of them differ from the key.
office-cells = Progress by cell
office-cells-text = Each item that a paper draws wants three in the bank: “wanted” is three times the draw.
office-point = Content point
office-kind = Type
office-wanted = Wanted
office-enough = Enough
office-missing = { $count } missing
office-elsewhere = { $count } more items are in no cell and are never drawn.
office-items = Items
office-items-none = There are no items yet.
office-find = Look for items
office-item-code = Item code
office-item-code-hint = Such as DG5-S-001. It can't be changed later.
office-changed = Last change
office-versions = Sealed versions
office-versions-none = No version has been sealed yet.
office-changes = Against the version before
office-sealed-at = Sealed
office-version-last = The latest
office-version-superseded = Superseded
office-added = { $count } added: { $codes }
office-revised = { $count } revised: { $codes }
office-gone = { $count } taken out: { $codes }
office-no-changes = Nothing changed

office-item-title = Item { $code }
office-question = The item
office-picture-alt = Picture of the item
office-answer-text = Answer as a candidate would. The key, the explanation and the reference are shown after that; an answer is given once.
office-answer-do = Give the answer
office-is-key = Key
office-is-answer = Your answer
office-true = true
office-false = false
office-agrees = It agrees: you answered { $answer }, the key is { $key }
office-agrees-text = Look at stem, options, explanation and reference once more, then decide.
office-disagrees = It differs: you answered { $answer }, the key is { $key }
office-disagrees-text = If the item is at fault, give it back. If it is good all the same, say why when you pass it.
office-decide = Your review
office-decide-text = What passes can be sealed. Giving back wants a reason that its writer can act on.
office-decide-disputed = An answer differs from the key: passing the item wants a reason too.
office-approve = Pass
office-return = Give back
office-comment = Only remark
office-say = Remark
office-say-text = A remark stays in the history; reviewers see it after they have answered.
office-say-retire-text = A remark stays in the history. Retiring wants a reason; a retired item is in no later version, sealed ones stay as they are.
office-retire = Retire this item
office-retire-text = Retiring wants a reason. A retired item is in no later version; sealed ones stay as they are.
office-reason = Remark or reason
office-reason-hint = 2,000 characters at most.
office-submit = Hand over for review
office-withdraw = Take back
office-revise = Revise
office-join = Join its writers
office-join-text = Whoever joins sees the key and may revise the item, and can't review it any more.
office-closed-draft = This item is being written; it is shown once it is handed over.
office-closed-retired = This item is retired.
office-closed-decided = Another reviewer has decided on this item.
office-revision = Revision
office-history = History
office-not-done = It was not done
office-done-written = Kept as a draft
office-done-submitted = Handed over for review
office-done-withdrawn = Taken back; you can revise it
office-done-joined = You are one of its writers now
office-done-commented = Your remark is kept
office-done-retired = Retired
office-done-begun = The project has begun
office-done-reviewed = You have reviewed everything that waited for you

office-event-written = Written
office-event-joined = Joined
office-event-submitted = Handed over
office-event-withdrawn = Taken back
office-event-answered = Answered
office-event-commented = Remark
office-event-approved = Passed
office-event-returned = Given back
office-event-retired = Retired
office-event-sealed = Sealed
office-event-version = Into version { $number }
office-event-agrees = Answered { $answer }, as the key says
office-event-disagrees = Answered { $answer }, which differs from the key
office-event-when = { $when }, revision { $revision }

office-write = Write an item
office-write-lede = Keep it as a draft, or hand it over at once. Whoever reviews it must be another person.
office-revise-title = Revise { $code }
office-revise-lede = What is there stays in the history; a new revision is reviewed again. Sealed versions do not change.
office-stem = Stem
office-picture = Picture
office-picture-hint = PNG or JPEG, 2 MB at most. Leave it out if there is none.
office-picture-gone = Take this picture away
office-picture-large = The picture is too large: 2 MB at most.
office-options = Options
office-options-text = From A on without gaps; none for true or false.
office-option-a = Option A
office-option-b = Option B
office-option-c = Option C
office-option-d = Option D
office-option-e = Option E
office-option-f = Option F
office-key = Key
office-key-hint = B for single choice, ACD for multiple response, 正确 or 错误 for true or false.
office-facility = Facility
office-facility-hint = How many of 1000 candidates are expected to be right, such as 650.
office-explanation = Explanation
office-reference = Reference
office-reference-hint = The standard or law, and its clause.
office-enemies = Enemy group
office-enemies-hint = Items that must not meet in one paper share a code; else leave it empty.
office-write-submit = Keep and hand over
office-write-do = Keep as a draft
office-look = Preview
office-preview = As candidates see it
office-preview-text = Nothing is kept yet. A picture has to be chosen again.
office-stem-doubled = The stem is the same as item { $code }'s. Rewrite it, or revise that one.
office-item-code-taken = The project has an item of this code; take another one.

office-seal-ready = Version { $number } can be sealed: { $count } items
office-seal-not-yet = Version { $number } can't be sealed yet: { $count ->
    [one] 1 fault
   *[other] { $count } faults
 }
office-seal-text = It is signed with the bureau's key, its items are locked, and it is imported. It never changes; the version before is superseded.
office-seal-do = Seal this version
office-seal-faults = What is missing
office-where = Where
office-left = Items that stay out
office-left-text = Only what passed review is sealed. These wait for a later version.
office-left-draft = { $count } drafts
office-left-submitted = { $count } waiting for review
office-left-returned = { $count } given back

bank-origin = Origin
bank-origin-text = Version { $number } of a project of the item office
bank-superseded = Superseded by a later version

audit-office-answer = Item answered without the key
audit-office-approve = Item passed review
audit-office-begin = Bank project begun
audit-office-comment = Remark on an item
audit-office-join = Joined an item's writers
audit-office-retire = Item retired
audit-office-return = Item given back
audit-office-seal = Bank version sealed
audit-office-submit = Item handed over for review
audit-office-withdraw = Item taken back
audit-office-write = Item written
subject-office = Bank project { $which }
subject-office-item = Item { $which }

# Bringing items in
office-bring = Bring a file of items in
office-bring-lede = Adds the items of a spreadsheet, QTI package, Moodle XML or GIFT file to this project, as your drafts. If one of them can't be taken, none is.
office-bring-do = Bring them in
office-bring-faults = What can't be brought in
office-bring-refused =
    { $count ->
        [one] { $count } fault; no item was brought in. It is listed above: mend it and choose the file again.
       *[other] { $count } faults; no item was brought in. They are listed above: mend them and choose the file again.
    }
office-done-brought =
    { $count ->
        [one] { $count } item was brought in, as written by you.
       *[other] { $count } items were brought in, as written by you.
    }
office-done-brought-noted =
    { $count ->
        [one] { $count } was read with a note, such as formatting that was taken off: look at it.
       *[other] { $count } were read with a note, such as formatting that was taken off: look at them.
    }
audit-office-bring = File of items brought in
