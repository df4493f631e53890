//! The tables by which testers choose what the simulator answers.

/// Codes that are a given name: an infrastructure response with that code, and nothing after it. 10006 was withdrawn with guide
/// 2.5.0; the simulator still knows it.
pub(super) const INFRASTRUCTURE: [&str; 25] = [
    "10001", "10002", "10003", "10004", "10005", "10006", "10007", "10008", "10009", "10010", "20001", "20002", "20003", "20004", "20005",
    "20006", "20007", "20008", "20009", "20010", "20011", "20012", "20013", "20014", "20015",
];
/// Of them, those that messages of Digital Medicines and pathology know.
pub(super) const OF_MEDICINES: usize = 23;
/// A business response alone.
pub(super) const BUSINESS: [&str; 4] = ["30001", "30002", "30003", "30004"];
/// Both: 20013, then the business response of the same place above.
pub(super) const BOTH: [&str; 4] = ["IB001", "IB002", "IB003", "IB004"];

/// Lists of NHS numbers of test patients, each with the business response that they lead to. The simulator looks for an
/// identifier anywhere in such a text.
pub(super) type Lists = &'static [(&'static str, &'static str)];

/// Of messages of Transfer of Care and of Send Document.
pub(super) const NUMBERS: Lists = &[
    (
        "30001",
        "9657702003 9657702011 9657702038 9657702046 9657702054 9657702062 9657702070 9657702089 9657702097 9657702100 9657702119 \
         9657702127 9657702135 9657702143 9657702151",
    ),
    (
        "30002",
        "9657702178 9657702186 9657702194 9657702208 9657702216 9657702224 9657702232 9657702240 9657702259 9657702267 9657702275 \
         9657702283 9657702291 9657702305 9657702313",
    ),
    ("30003", "9657702402 9657702410 9657702429 9657702437"),
    ("30004", "9657702445"),
];
/// Of messages of Digital Medicines and of pathology, on the integration environment.
pub(super) const NUMBERS_OF_INTEGRATION: Lists = &[
    ("30001", "9686477462 9686477055 9686477578 9686476822 9686477640 9686477233 9686477381 9686477268 9686477284 9686477373"),
    ("30002", "9686477519 9686477535 9686476849 9686477039 9686477217 9686477225 9686477683 9686477527 9686476962 9686476989"),
    ("30003", "9686477209 9686477047 9686477411 9686477446 9686476881"),
];

/// The receivers that it knows: an organisation by its ODS code, and people by their SDS user ids.
pub(super) const ORGANIZATION: &str = "P86624";
pub(super) const PEOPLE: [&str; 5] = ["555079469105", "555079470108", "555079471109", "555079472100", "555079478106"];
