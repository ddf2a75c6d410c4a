## Photos and documents as proof

menu-anh = photos of a unit

evidence-kept = 📎 The photo or file is kept with it.
evidence-too_large = ⚠️ The file is above 20 MB and was not kept. Please send it as an ordinary photo.
evidence-nothing_to_prove = There is no report yet that this could belong to. Please send it with a line of figures, for example: phát 30 thu 25
evidence-ask = 📎 Attach it to your message of { $at }: “{ $words }”?
evidence-yes = Attach
evidence-no = No
evidence-dropped = The photo or file is not kept.
evidence-attached = 📎 { $count ->
    [one] { $count } photo or file
   *[other] { $count } photos or files
} attached. { $where }
evidence-which = 📎 Units with recent photos:
evidence-of_unit = { $code } { $name } ({ $count })
evidence-none = There are no photos in your scope yet.
evidence-none_of_unit = { $code } { $name } has no photos yet.
evidence-unknown_unit = “{ $words }” is none of the units in your scope. Please type the full code, for example: /anh 01-H03
evidence-line = • { $at } · { $name } · { $kind }: { $words }
evidence-kind_photo = photo
evidence-kind_document = file
evidence-caption = { $code } · { $at } · { $name }
evidence-gone = This photo was taken back together with its report.
