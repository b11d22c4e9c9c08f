//! The tables as diesel sees them: one schema for both databases. `tests/store.rs` holds it against both.

#![allow(missing_docs)]

diesel::table! {
    meta (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    organisation (id) {
        id -> BigInt,
        code -> Text,
        name -> Text,
        kind -> Text,
        rank -> Text,
    }
}

diesel::table! {
    account (id) {
        id -> BigInt,
        organisation_id -> BigInt,
        login -> Text,
        name -> Text,
        password_hash -> Text,
        active -> Bool,
        created_at -> BigInt,
    }
}

diesel::table! {
    role_grant (id) {
        id -> BigInt,
        account_id -> BigInt,
        role -> Text,
        organisation_id -> BigInt,
        granted_at -> BigInt,
    }
}

diesel::table! {
    login_session (id) {
        id -> BigInt,
        token_digest -> Text,
        account_id -> BigInt,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    audit_event (id) {
        id -> BigInt,
        at -> BigInt,
        account_id -> BigInt,
        actor -> Text,
        action -> Text,
        subject -> Text,
        detail -> Text,
    }
}

diesel::table! {
    person (id) {
        id -> BigInt,
        document_kind -> Text,
        identity_index -> Text,
        identity_sealed -> Binary,
        name -> Text,
        birth_day -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    outbox (id) {
        id -> BigInt,
        kind -> Text,
        dedup_key -> Text,
        recipient -> Text,
        locale -> Text,
        payload -> Text,
        created_at -> BigInt,
        due_at -> BigInt,
        attempts -> BigInt,
        sent_at -> Nullable<BigInt>,
        failed_at -> Nullable<BigInt>,
        last_error -> Text,
    }
}

diesel::table! {
    filing (id) {
        id -> BigInt,
        organisation_id -> BigInt,
        occupation -> Text,
        level -> BigInt,
        from_day -> Text,
        to_day -> Text,
    }
}

diesel::table! {
    bank (id) {
        id -> BigInt,
        organisation_id -> BigInt,
        code -> Text,
        version -> Text,
        title -> Text,
        occupation -> Text,
        level -> BigInt,
        package -> Binary,
        package_digest -> Text,
        blueprint -> Text,
        item_count -> BigInt,
        item_key_sealed -> Nullable<Binary>,
        imported_at -> BigInt,
    }
}

diesel::table! {
    room (id) {
        id -> BigInt,
        organisation_id -> BigInt,
        code -> Text,
        name -> Text,
        seats -> BigInt,
    }
}

diesel::table! {
    exam_session (id) {
        id -> BigInt,
        exam -> Text,
        code -> Text,
        kind -> Text,
        occupation -> Text,
        level -> BigInt,
        body_id -> BigInt,
        bureau_id -> BigInt,
        centre_id -> BigInt,
        room_id -> BigInt,
        room_code -> Text,
        bank_id -> BigInt,
        subsidised -> Bool,
        opens_at -> BigInt,
        minutes -> BigInt,
        scheme -> Text,
        state -> Text,
        manifest -> Text,
        manifest_digest -> Text,
        ids_sealed -> Nullable<Binary>,
        reveals -> Text,
        master_digest -> Text,
        papers_root -> Text,
        evidence -> Text,
        created_at -> BigInt,
        beacon_named -> Text,
        beacon_fallback -> Text,
        evidence_digest -> Text,
        cancellation -> Text,
        plan_of -> Nullable<BigInt>,
        more_schemes -> Text,
    }
}

diesel::table! {
    contributor (id) {
        id -> BigInt,
        session_id -> BigInt,
        code -> Text,
        name -> Text,
        outside -> Bool,
        commitment -> Text,
        committed_at -> BigInt,
        secret -> Text,
        opened_at -> Nullable<BigInt>,
        secret_sealed -> Nullable<Binary>,
    }
}

diesel::table! {
    ceremony_guest (id) {
        id -> BigInt,
        session_id -> BigInt,
        role -> Text,
        contributor -> Text,
        name -> Text,
        body -> Text,
        outside -> Bool,
        token_digest -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    custody_receipt (id) {
        id -> BigInt,
        session_id -> BigInt,
        contributor -> Text,
        body -> Text,
        custodian -> Text,
        received_at -> BigInt,
    }
}

diesel::table! {
    beacon_entry (id) {
        id -> BigInt,
        session_id -> BigInt,
        account_id -> BigInt,
        event -> Text,
        value -> Text,
        entered_at -> BigInt,
    }
}

diesel::table! {
    assignment (id) {
        id -> BigInt,
        session_id -> BigInt,
        account_id -> BigInt,
        duty -> Text,
    }
}

diesel::table! {
    recusal (id) {
        id -> BigInt,
        account_id -> BigInt,
        ground -> Text,
        organisation_id -> Nullable<BigInt>,
        person_id -> Nullable<BigInt>,
        reason -> Text,
        withdraws -> Nullable<BigInt>,
        declared_by -> BigInt,
        declared_at -> BigInt,
    }
}

diesel::table! {
    panel_member (id) {
        id -> BigInt,
        session_id -> BigInt,
        account_id -> BigInt,
        place -> BigInt,
        stands_in -> Nullable<BigInt>,
    }
}

diesel::table! {
    panel_leave (id) {
        id -> BigInt,
        member_id -> BigInt,
        why -> Text,
        reason -> Text,
        declared_by -> BigInt,
        left_at -> BigInt,
    }
}

diesel::table! {
    person_occupation (person_id, occupation) {
        person_id -> BigInt,
        occupation -> Text,
    }
}

diesel::table! {
    registration (id) {
        id -> BigInt,
        person_id -> BigInt,
        session_id -> BigInt,
        occupation -> Text,
        level -> BigInt,
        admission_number -> Text,
        name -> Text,
        email -> Text,
        locale -> Text,
        channel -> Text,
        subsidised -> Bool,
        work_years -> BigInt,
        letter_signed_at -> BigInt,
        verdict -> Text,
        state -> Text,
        extra_minutes -> BigInt,
        large_print -> Bool,
        seat -> BigInt,
        created_at -> BigInt,
        closed_at -> Nullable<BigInt>,
        task -> Text,
    }
}

diesel::table! {
    sitting (id) {
        id -> BigInt,
        registration_id -> BigInt,
        session_id -> BigInt,
        state -> Text,
        epoch -> BigInt,
        token_digest -> Text,
        paper_digest -> Text,
        checked_in_at -> Nullable<BigInt>,
        pledged_at -> Nullable<BigInt>,
        started_at -> Nullable<BigInt>,
        ends_at -> Nullable<BigInt>,
        submitted_at -> Nullable<BigInt>,
        ended_by -> Text,
        receipt -> Text,
        node -> Text,
    }
}

diesel::table! {
    sitting_event (id) {
        id -> BigInt,
        sitting_id -> BigInt,
        n -> BigInt,
        at -> BigInt,
        event -> Text,
        actor -> Text,
        reason -> Text,
    }
}

diesel::table! {
    malpractice (id) {
        id -> BigInt,
        sitting_id -> BigInt,
        kind -> Text,
        account -> Text,
        recorded_by -> BigInt,
        seconded_by -> Nullable<BigInt>,
        recorded_at -> BigInt,
    }
}

diesel::table! {
    room_record (id) {
        id -> BigInt,
        session_id -> BigInt,
        record -> Text,
        signed_by -> BigInt,
        signed_at -> BigInt,
        key -> Text,
        signature -> Text,
    }
}

diesel::table! {
    journal_writer (id) {
        id -> BigInt,
        node -> Text,
        started_at -> BigInt,
    }
}

diesel::table! {
    journal_span (session_id, writer_id) {
        session_id -> BigInt,
        writer_id -> BigInt,
        first -> BigInt,
        last -> Nullable<BigInt>,
    }
}

diesel::table! {
    lockdown (id) {
        id -> BigInt,
        session_id -> BigInt,
        mode -> Text,
        browser_keys -> Text,
        set_by -> BigInt,
        set_at -> BigInt,
    }
}

diesel::table! {
    lockdown_override (id) {
        id -> BigInt,
        sitting_id -> BigInt,
        reason -> Text,
        given_by -> BigInt,
        given_at -> BigInt,
    }
}

diesel::table! {
    response (id) {
        id -> BigInt,
        sitting_id -> BigInt,
        seq -> BigInt,
        item -> Text,
        answer -> Text,
        client_time -> Text,
        saved_at -> BigInt,
        chain -> Text,
    }
}

diesel::table! {
    theory_score (id) {
        id -> BigInt,
        registration_id -> BigInt,
        marks -> BigInt,
        detail -> Text,
        scored_at -> BigInt,
    }
}

diesel::table! {
    practical_mark (id) {
        id -> BigInt,
        registration_id -> BigInt,
        examiner_id -> BigInt,
        sheet -> Text,
        total -> BigInt,
        star_failed -> Bool,
        signed_at -> BigInt,
    }
}

diesel::table! {
    practical_draft (registration_id, examiner_id) {
        registration_id -> BigInt,
        examiner_id -> BigInt,
        fields -> Text,
        saved_at -> BigInt,
    }
}

diesel::table! {
    submission (account_id, name) {
        account_id -> BigInt,
        name -> Text,
        begun_at -> BigInt,
        location -> Text,
    }
}

diesel::table! {
    bank_check (token) {
        token -> Text,
        account_id -> BigInt,
        report_sealed -> Binary,
        files_sealed -> Nullable<Binary>,
        bank_id -> Nullable<BigInt>,
        item_key_sealed -> Nullable<Binary>,
        created_at -> BigInt,
        state -> Text,
        tries -> BigInt,
    }
}

diesel::table! {
    result (id) {
        id -> BigInt,
        registration_id -> BigInt,
        version -> BigInt,
        theory -> BigInt,
        practical -> BigInt,
        passed -> Bool,
        verdict -> Text,
        decided_at -> BigInt,
    }
}

diesel::table! {
    notice (id) {
        id -> BigInt,
        session_id -> BigInt,
        kind -> Text,
        published_at -> BigInt,
        first_day -> Text,
        last_day -> Text,
        working_days -> BigInt,
        entries -> Text,
    }
}

diesel::table! {
    serial_counter (body, year, level) {
        body -> Text,
        year -> BigInt,
        level -> BigInt,
        next -> BigInt,
    }
}

diesel::table! {
    certificate (id) {
        id -> BigInt,
        registration_id -> BigInt,
        person_id -> BigInt,
        occupation -> Text,
        level -> BigInt,
        kind -> Text,
        serial -> Text,
        uuid -> Text,
        nonce -> Text,
        status_index -> BigInt,
        state -> Text,
        step -> Text,
        facts -> Text,
        document -> Text,
        qr -> Text,
        leaf_index -> Nullable<BigInt>,
        kid -> Text,
        recorded_at -> BigInt,
        published_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    certificate_event (id) {
        id -> BigInt,
        certificate_id -> BigInt,
        op -> Text,
        at -> BigInt,
        account_id -> BigInt,
        ground -> Text,
        reason -> Text,
    }
}

diesel::table! {
    log_leaf (position) {
        position -> BigInt,
        leaf -> Text,
        hash -> Text,
        appended_at -> BigInt,
    }
}

diesel::table! {
    log_checkpoint (id) {
        id -> BigInt,
        size -> BigInt,
        root -> Text,
        note -> Text,
        cosigned_at -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    issuing_key (kid) {
        kid -> Text,
        multikey -> Text,
        state -> Text,
        from_at -> BigInt,
        until_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    office_project (id) {
        id -> BigInt,
        organisation_id -> BigInt,
        code -> Text,
        title -> Text,
        occupation -> Text,
        level -> BigInt,
        blueprint -> Text,
        created_by -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    office_item (id) {
        id -> BigInt,
        project_id -> BigInt,
        code -> Text,
        kind -> Text,
        content_point -> Text,
        state -> Text,
        revision -> BigInt,
        last_seq -> BigInt,
        changed_at -> BigInt,
    }
}

diesel::table! {
    office_revision (id) {
        id -> BigInt,
        item_id -> BigInt,
        number -> BigInt,
        account_id -> BigInt,
        content_sealed -> Binary,
        at -> BigInt,
    }
}

diesel::table! {
    office_event (id) {
        id -> BigInt,
        item_id -> BigInt,
        seq -> BigInt,
        revision -> BigInt,
        kind -> Text,
        account_id -> BigInt,
        disagrees -> Bool,
        version -> BigInt,
        text_sealed -> Nullable<Binary>,
        at -> BigInt,
    }
}

diesel::table! {
    office_picture (digest) {
        digest -> Text,
        bytes_sealed -> Binary,
        at -> BigInt,
    }
}

diesel::table! {
    office_version (id) {
        id -> BigInt,
        project_id -> BigInt,
        number -> BigInt,
        bank_id -> BigInt,
        supersedes_bank_id -> Nullable<BigInt>,
        account_id -> BigInt,
        at -> BigInt,
    }
}

diesel::table! {
    print_run (id) {
        id -> BigInt,
        session_id -> BigInt,
        account_id -> BigInt,
        state -> Text,
        done -> BigInt,
        total -> BigInt,
        error_code -> Text,
        error_detail -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    print_file (run_id, number) {
        run_id -> BigInt,
        number -> Text,
        seat -> BigInt,
        bytes -> BigInt,
        sealed -> Binary,
    }
}

diesel::joinable!(account -> organisation (organisation_id));
diesel::joinable!(role_grant -> account (account_id));
diesel::joinable!(lockdown_override -> sitting (sitting_id));
diesel::joinable!(lockdown_override -> account (given_by));
diesel::joinable!(role_grant -> organisation (organisation_id));
diesel::joinable!(login_session -> account (account_id));
diesel::joinable!(filing -> organisation (organisation_id));
diesel::joinable!(bank -> organisation (organisation_id));
diesel::joinable!(room -> organisation (organisation_id));
diesel::joinable!(exam_session -> room (room_id));
diesel::joinable!(exam_session -> bank (bank_id));
diesel::joinable!(contributor -> exam_session (session_id));
diesel::joinable!(assignment -> exam_session (session_id));
diesel::joinable!(assignment -> account (account_id));
diesel::joinable!(person_occupation -> person (person_id));
diesel::joinable!(registration -> person (person_id));
diesel::joinable!(registration -> exam_session (session_id));
diesel::joinable!(sitting -> registration (registration_id));
diesel::joinable!(sitting -> exam_session (session_id));
diesel::joinable!(sitting_event -> sitting (sitting_id));
diesel::joinable!(malpractice -> sitting (sitting_id));
diesel::joinable!(room_record -> account (signed_by));
diesel::joinable!(theory_score -> registration (registration_id));
diesel::joinable!(practical_mark -> registration (registration_id));
diesel::joinable!(practical_mark -> account (examiner_id));
diesel::joinable!(practical_draft -> registration (registration_id));
diesel::joinable!(result -> registration (registration_id));
diesel::joinable!(notice -> exam_session (session_id));
diesel::joinable!(certificate -> registration (registration_id));
diesel::joinable!(certificate -> person (person_id));
diesel::joinable!(certificate_event -> certificate (certificate_id));
diesel::joinable!(beacon_entry -> account (account_id));
diesel::joinable!(office_item -> office_project (project_id));
diesel::joinable!(office_revision -> office_item (item_id));
diesel::joinable!(office_revision -> account (account_id));
diesel::joinable!(office_event -> office_item (item_id));
diesel::joinable!(office_event -> account (account_id));
diesel::joinable!(office_version -> office_project (project_id));
diesel::joinable!(office_version -> bank (bank_id));

diesel::allow_tables_to_appear_in_same_query!(
    print_run,
    print_file,
    meta,
    organisation,
    account,
    role_grant,
    login_session,
    audit_event,
    person,
    outbox,
    filing,
    bank,
    bank_check,
    office_project,
    office_item,
    office_revision,
    office_event,
    office_picture,
    office_version,
    room,
    exam_session,
    contributor,
    ceremony_guest,
    custody_receipt,
    beacon_entry,
    assignment,
    recusal,
    panel_member,
    panel_leave,
    person_occupation,
    registration,
    sitting,
    sitting_event,
    malpractice,
    room_record,
    journal_writer,
    journal_span,
    lockdown,
    lockdown_override,
    response,
    theory_score,
    practical_mark,
    practical_draft,
    submission,
    result,
    notice,
    serial_counter,
    certificate,
    certificate_event,
    log_leaf,
    log_checkpoint,
    issuing_key
);
