# Supervision: each institution at least once in some years
supervision-title = Supervision
supervision-lede = Every centre and awarding body is supervised on site at least once in { $years } years. Supervisors who were drawn are named with the evidence of the draw.
supervision-institution = Institution
supervision-centre = Centre
supervision-awarding-body = Awarding body
supervision-sessions = Sessions held
supervision-last = Last supervised
supervision-due = Due by
supervision-never = Not yet
supervision-no-due = No session yet
supervision-nothing = Nothing due
supervision-fine = In time
supervision-soon = Due soon
supervision-overdue = Overdue
supervision-empty = There is no centre or awarding body yet.
supervision-how = Counted from the last session with a supervisor on site; where there was none, from the first session.
supervision-overdue-count = { $count ->
    [one] 1 institution is overdue for supervision: plan the draw for its next session.
   *[other] { $count } institutions are overdue for supervision: plan the draw for their next sessions.
}
supervision-link = See who was supervised when
