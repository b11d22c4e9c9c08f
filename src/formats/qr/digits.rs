//! One big number written in two ways: bytes, and the decimal digits that a numeric segment packs best.

use super::QrError;

/// More digits than any code we print; longer input is refused unread.
const MAX_DIGITS: usize = 2_000;

/// The digits of bytes read as one big-endian number. Limbs of nine digits, the least first.
pub(super) fn of_bytes(bytes: &[u8]) -> String {
    const LIMB: u64 = 1_000_000_000;
    let mut limbs = vec![0u64];
    for byte in bytes {
        let mut carry = u64::from(*byte);
        for limb in &mut limbs {
            let value = *limb * 256 + carry;
            *limb = value % LIMB;
            carry = value / LIMB;
        }
        if carry > 0 {
            limbs.push(carry);
        }
    }
    let mut limbs = limbs.iter().rev();
    let mut out = limbs.next().map(u64::to_string).unwrap_or_default();
    out.extend(limbs.map(|limb| format!("{limb:09}")));
    out
}

pub(super) fn to_bytes(digits: &str) -> Result<Vec<u8>, QrError> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(QrError::Digits("only digits may follow the #"));
    }
    if digits.starts_with('0') {
        return Err(QrError::Digits("leading zeros"));
    }
    if digits.len() > MAX_DIGITS {
        return Err(QrError::Digits("too many digits"));
    }
    let mut bytes = vec![0u8];
    for digit in digits.bytes() {
        let mut carry = u32::from(digit - b'0');
        for byte in &mut bytes {
            let value = u32::from(*byte) * 10 + carry;
            let [_, _, high, low] = value.to_be_bytes();
            *byte = low;
            carry = u32::from(high);
        }
        if let Ok(carry @ 1..) = u8::try_from(carry) {
            bytes.push(carry);
        }
    }
    bytes.reverse();
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bytes_and_digits_are_one_to_one(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut bytes = bytes;
            bytes.insert(0, 1);
            let digits = of_bytes(&bytes);
            prop_assert!(!digits.starts_with('0'));
            prop_assert_eq!(to_bytes(&digits).unwrap(), bytes);
        }
    }
}
