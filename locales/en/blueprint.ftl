# The blueprint office: pictures and page
picture-rungs = The rungs of each cell and their items
picture-cell = Cell
picture-harder = Harder (fewer are right)
picture-easier = Easier (more are right)
picture-pool = Drawn / pool
picture-bounds = How far two papers can differ in summed facility
picture-seen = Seen in the simulation, at most
picture-bound = Proved: no two papers differ by more
picture-spread = Sum of the rungs' ranges
picture-range = Sum of the cells' ranges
picture-plain = The limit of a plain draw, no rungs
picture-common = How many items two papers have in common
picture-pairs = { $count } pairs of simulated papers; across: items in common, up: how many pairs
