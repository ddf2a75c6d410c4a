## Inspection minutes under six headings

menu-bienban = inspection minutes

minutes-heading_1 = Choice and assignment of workers
minutes-heading_2 = Distribution
minutes-heading_3 = Collection
minutes-heading_4 = Respondents' attitude
minutes-heading_5 = Problems and their causes
minutes-heading_6 = Proposals
minutes-hint_1 = Who was chosen, how many, were they trained and clearly assigned?
minutes-hint_2 = Did ballots go to the right people, in the right place, in the right way, in time?
minutes-hint_3 = Are all collected, in time? Were ballots sealed and kept confidential?
minutes-hint_4 = Did respondents cooperate, fill in the form themselves, what did they say?
minutes-hint_5 = What went wrong? Why?
minutes-hint_6 = Who should do what, by when?

minutes-ask_where = Which unit are the minutes about? Tap one, or type its code or name, or the province's name.
minutes-province = All of { $name }
minutes-no_such_place = “{ $words }” is not in your scope. Tap a unit, or type its code or name again.
minutes-begun =
    Inspection minutes: { $where }
    Six headings, one message each. You can stop at any time; send /bienban to go on.
minutes-ask =
    <b>Heading { $heading } of 6. { $title }</b>
    { $hint }
minutes-old = It says now: { $text }
minutes-skip = Skip
minutes-keep = Leave as it is
minutes-preview = See the whole
minutes-title =
    <b>Inspection minutes</b>, { $at }
    { $where }
minutes-section =
    <b>{ $heading }. { $title }</b>
    { $text }
minutes-no_text = (nothing)
minutes-check = A draft, not saved yet. If it is right, tap Save.
minutes-mend = Edit no. { $heading }
minutes-save = 💾 Save
minutes-drop = Discard
minutes-sure = Discard the draft with { $told ->
    [one] { $told } heading
   *[other] { $told } headings
} written?
minutes-drop_surely = Discard the draft
minutes-dropped = The draft of the minutes was discarded.
minutes-go_on = Go on
minutes-unfinished =
    You have unfinished minutes, { $told } of { $headings } headings written, now at heading { $heading }:
    { $where }
minutes-unsaved =
    You have minutes that are not saved yet, { $told } of { $headings } headings written:
    { $where }
minutes-one_at_a_time = You are writing other minutes. Please save or discard those first.
minutes-waiting = The minutes are still open at heading { $heading } of { $headings }: please type on.
minutes-all_told = All headings were asked. Tap Save, or tap the heading to edit and type it again.
minutes-empty = The minutes are empty. Please write at least one heading.
minutes-saved =
    ✅ Minutes saved ({ $told } of { $headings } headings)
    { $where }
minutes-read = Read
minutes-amended = ✏️ Heading { $heading } was changed. { $title }
minutes-taken_back = Heading { $heading }. { $title }: what you typed was taken out. Send /bienban to go on.
minutes-reopened = The minutes are a draft again: send /bienban to edit and save them, or to discard them.

minutes-none = There are no minutes in your scope yet.
minutes-recent = The { $count ->
    [one] latest minutes
   *[other] { $count } latest minutes
}. Tap to read:
minutes-key = { $at } · { $where }
minutes-list = All minutes
minutes-shown =
    <b>Inspection minutes</b>, { $at }
    { $where }
    { $agency } · { $inspector }
minutes-nobody = (name erased)
minutes-gone = These minutes cannot be shown: they were undone, or are outside your scope.
