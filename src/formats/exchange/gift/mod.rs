//! GIFT (Moodle's text format): multiple choice and true/false.
//!
//! | ours | in GIFT |
//! | --- | --- |
//! | code | `// [id:S-1]`, and the title `::S-1::` |
//! | content point | `$CATEGORY: $course$/top/<content point>` |
//! | facility, enemy group, fixed options | `// [tag:facility:650] [tag:enemy:g1] [tag:fixed:D]` |
//! | explanation | `####` general feedback |
//! | reference | in it too, in a `<div class="jiangheng-reference">` of its own |

mod parse;
mod read;
mod write;

pub(super) use read::read;
pub(super) use write::{left_out, write};
