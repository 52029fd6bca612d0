# Photographs of image progress
project-tab-photos = Photographs
photos-title = Photographs
photo-sums = { $count ->
    [one] { $count } photograph
   *[other] { $count } photographs
}, { $flagged } to be looked at
photo-all = All photographs
photo-only-flagged = Only those to be looked at
photo-compare = Before and after
photo-none = No photographs yet.
photo-about = Photographs are optional. The time they were taken, the distance from the site and earlier photographs are compared; what does not fit is marked for a person to look at and never refused. A camera that wrote no time or place is only mentioned. What the camera wrote into a picture – place, device – is taken out before it is stored; of the place, only the distance from the site is kept.
photo-hand-in = Hand photographs in
photo-files = Files
photo-files-hint = JPEG, PNG, WebP or HEIC, up to 20 MB each, up to 20 at once
photo-period = Month or ten-day
photo-by-itself = By itself, with no report
photo-caption = What it shows
photo-caption-hint = Read aloud to those who cannot see it
photo-why = Why it is asked for: it bears out the image progress of the month and saves inspectors a trip. A report counts without it.
photo-month = { $month }/{ $year }
photo-first-ten = { $month }/{ $year }, first ten days
photo-second-ten = { $month }/{ $year }, second ten days
photo-third-ten = { $month }/{ $year }, last ten days
photo-alt = { $project } on { $day }: { $caption }
photo-metres = { $metres } m from the site
photo-flagged = To be looked at
photo-fits = Nothing that does not fit
photo-before = Earlier
photo-after = Later
photo-taken-at = Taken (camera)
photo-device-at = File changed (device)
photo-received-at = Received (server)
photo-received-from = Handed in by
photo-distance = From the site
photo-file = File
photo-digest = SHA-256 of the file as sent
photo-heic = This is a HEIC picture, which most browsers cannot show.
photo-download = Download
photo-withdraw = Take the photograph back
photo-withdraw-hint = It is not shown any more; the journal keeps the act
photo-withdraw-sure = This cannot be undone. Take the photograph back?
photo-earlier = Before
photo-later = After
photo-days-between = { $days ->
    [one] { $days } day between them
   *[other] { $days } days between them
}
photo-earlier-here = See the one of this project
photo-earlier-of = See the one of “{ $project }”
photo-earlier-hidden = (a photograph of another project)
photo-same-file = The same file was handed in on { $day }.
photo-same-look = It looks the same as one handed in on { $day } ({ $cells } of 256 cells differ).
photo-misplaced = Taken { $metres } m from the site, more than { $limit } m.
photo-before-period = { $days ->
    [one] Taken on { $day }, { $days } day before the period it is to show.
   *[other] Taken on { $day }, { $days } days before the period it is to show.
}
photo-after-period = { $days ->
    [one] Taken on { $day }, { $days } day after the period it is to show.
   *[other] Taken on { $day }, { $days } days after the period it is to show.
}
photo-old = Taken on { $day }, { $days } days before it was handed in.
photo-future = The camera says it was taken { $minutes } minutes after it was received: its clock, or the time in the picture, is wrong.
photo-file-older = The file is { $minutes } minutes older than the time in the picture, which may have been changed.
photo-no-time = The picture does not say when it was taken.
photo-no-place = The picture does not say where it was taken.
photo-no-site = The project has no point on the map to measure from.
photo-not-opened = This format cannot be opened here, so it was not compared by its looks.
photo-near = Taken { $metres } m from the site.
photo-missing = Choose a file.
photo-too-many = At most { $most } photographs at once.
photo-too-large = “{ $name }” is too large: at most { $mib } MB each.
photo-kind = “{ $name }” is not a JPEG, PNG, WebP or HEIC picture.
photo-broken = “{ $name }” is damaged and cannot be opened.
photo-many-pixels = “{ $name }” has more than { $most } million pixels.
photo-few-pixels = “{ $name }” is too small to show a site: at least { $least } pixels a side.
photo-period-to-come = That period is still to come.
done-photos = { $count ->
    [one] { $count } photograph received
   *[other] { $count } photographs received
}, { $flagged } to be looked at.
done-photo-withdrawn = The photograph was taken back.
photo-more = { $count } more
photo-flagged-count = { $count } to be looked at
photo-of-month = Photographs of this month
photos-flagged-tab = Flagged photographs
photos-flagged-title = Flagged photographs
photos-flagged-about = Photographs that do not fit an earlier one, the site or the time that they are to show. A person should look; nothing is decided by a flag.
photos-flagged-none = No photograph is flagged.
photo-flag-field = Flag
photo-flag-recycled = Handed in before
photo-flag-misplaced = Another place
photo-flag-time = Another time
photo-this = This one
photo-withdrawn = Taken back
photo-received-on = received { $at }
photo-unchecked = Cannot be checked: the picture says neither when nor where it was taken
photo-km = { $km } km from the site
photo-misplaced-km = Taken { $km } km from the site, more than { $limit } m.
photo-future-days = The camera says it was taken { $days } days after it was received: its clock, or the time in the picture, is wrong.
photo-file-older-days = The file is { $days } days older than the time in the picture, which may have been changed.
