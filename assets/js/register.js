// @ts-check
/** The birth day is asked for where the document's number does not say it; without script it is always asked for. */

const kind = /** @type {HTMLSelectElement | null} */ (document.getElementById('document_kind'));
const birth = document.getElementById('birth');

/** Shows or hides the birth day; what was typed, and an error at it, stays in sight. */
function look() {
  const input = birth?.querySelector('input');
  if (!kind || !birth || !input) return;
  birth.hidden = kind.value === 'resident_id' && input.value === '' && input.getAttribute('aria-invalid') !== 'true';
}

kind?.addEventListener('change', look);
look();
