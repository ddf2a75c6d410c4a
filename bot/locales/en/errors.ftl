## When something is not right

error-flood = Messages come too fast: those from here on are <b>not recorded</b>. Please wait a minute, see with /lichsu what was recorded, then go on.
error-parked = Sorry, your last message could not be handled. It is kept, and a technician will look at it. If the figures are urgent, please send them again in a few minutes.
error-unmade = Sorry, what you asked for could not be made. Please try again in a few minutes; if it still fails, tell your coordinator.
error-unsendable = Sorry, one answer could not be sent. Whatever was recorded is kept. Send /help for the commands that show it.

text-too_long = The message is longer than { $limit } characters, so it was not recorded. Please split it into shorter ones.
text-not_yours = Your role does not report figures by message. Send /help to see your commands.
edit-unread = Editing a message has no effect in your role. Send /help to see your commands.
media-unread = This kind of message (sticker, voice, video…) cannot be taken. Please type; photos and files are taken from postal workers and inspectors only.
forward-unread = A forwarded message is not recorded, because you did not type it. Please type the figures yourself.
command-unknown = There is no command /{ $name }. Did you mean /{ $meant }? Send /help to see them all.
command-not_yours = This command is not for your role. Send /help to see your commands.
tap-unknown = This button no longer works. Please send a new message, or /help.
person-no_scope = You have no units in this campaign yet. Please ask your coordinator for a new invitation.

stranger-hello = Hello! This is an internal tool of the satisfaction survey. If you take part, please open the invitation link from your coordinator.

problem-missing_number = ⚠️ “{ $words }”: the number is missing. Example: phát 30
problem-bad_number = ⚠️ “{ $words }”: not a valid number. Only whole numbers from 0 to 100,000.
problem-missing_keyword = ⚠️ “{ $words }”: a number of what? Please add phát, thu, nhận… Example: thu 25
problem-missing_outcome = ⚠️ “{ $words }”: the outcome is missing. Example: pt H03-007 khớp
problem-unknown_word = ⚠️ “{ $words }”: this word is not understood, so the number beside it was not recorded.
problem-unknown_unit = ⚠️ “{ $words }”: this unit is not among yours. Send /toi to see your unit codes.
problem-which_unit = ⚠️ “{ $words }”: of which unit? Please put its code first, for example: H03 phát 30. Send /toi to see the codes.
problem-repeated_count = ⚠️ “{ $words }”: the same count stands there twice. Please give one number for each.
problem-negated_count = ⚠️ “{ $words }”: “chưa” or “không” stands there, so it was not recorded. Please report only what is done.
problem-which_meaning = ⚠️ “{ $words }”: this can be read in two ways, so it was not recorded. Please write it more clearly, with marks. Example: thu 5 phiếu
problem-outcomes_do_not_add_up = ⚠️ “{ $words }”: the outcomes do not add up to the ballots checked. Please check.
problem-too_long = ⚠️ The message is too long (at most 50 lines, 4,096 characters), so it was not recorded. Please split it.
