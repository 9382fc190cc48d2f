export const help = `polylens: finds your own photos by a sentence in your own language, offline

  polylens                       the window, in your browser; also: polylens window [--port <n>] [--no-open]
  polylens index [folder...]     make the pictures in these folders searchable; again later: only what changed;
                                 without a folder: in all the library looks after
  polylens search "<query>"      find pictures, best first; "beach -people" and "beach without people" keep people out,
                                 "beach +dog" asks for a dog besides
  polylens search --stdin --json answer one query a line with one JSON object a line
  polylens copy <folder> ["<query>"] copy originals into a folder, with a list (CSV): the best for a query, or all that the
                                 filters below let through; nothing there is written over
  polylens export <video>@<time> <file>
                                 write that moment to a new file: a clip (--seconds <n>, default 10), or, where the
                                 file is called .jpg, .png or .webp, the picture
  polylens status                what the library holds, and what was set aside and why
  polylens problems              every file that was set aside, with its reason; --reason <reason>: those of one;
                                 --retry: try them again
  polylens roots [list]          the folders the library looks after
  polylens roots add <folder>    look after a folder; --exclude <glob> (again for more) leaves out what matches
  polylens roots remove <folder> no longer look after it; --forget or --remember what is known of its pictures
  polylens roots gone <folder>   the files that are held there are gone for good; roots keep: they stay
  polylens library               where the library lies, and what goes with it to another machine
  polylens library portable <drive>
                                 make the library on a drive (in .polylens there, or where --library says) keep its paths
                                 relative: it opens wherever the drive is, with --library <drive>
  polylens library copy <drive>  put a portable copy of your library on a drive; nothing is computed again
  polylens packs [list]          the model packs that are there, and how well each knows which language
  polylens packs catalogue       packs that others made, and how well they know which language; --language <code>: the
                                 best for that one first, with advice
  polylens packs import <folder> copy a pack to where packs are kept, once all of it is verified
  polylens packs get <address>   download a pack (https://.../pack.json), after saying how large it is; --yes: without
                                 asking; again after a cut: only what lacks. Nothing opens a connection without asking
  polylens packs use <pack>      switch to it: the one in use answers until all is made; --now: at once, whatever lacks
  polylens packs compare <pack> "<query>"...  what it finds beside what the one in use finds
  polylens packs remove <pack>   remove it; --drop-vectors: also what the library keeps of it
  polylens pause, resume         stop the indexing and let it go on; lasts over restarts
  polylens mode [<mode>]         how much of the machine indexing takes: full, balanced (the default), gentle, or
                                 mains: as balanced, and nothing on the battery
  polylens provider [<name>]     what the image model runs on, and why on nothing else; auto (the default): the fastest whose
                                 vectors are right; cpu, cuda, dml, coreml or webgpu: that one; each is tried again
  polylens serve                 keep the engine running without a window, and the library as its folders are, until
                                 Ctrl-C; other commands join it and start at once
  polylens eval <folder>         how much the pack finds in a folder of photos with captions (captions.tsv: file, tab,
                                 caption; or captions.jsonl); your library is not touched
  polylens completion <shell>    the script by which bash, zsh or fish complete commands and options
  polylens doctor                verify the model pack with its own test vectors, and the library

Options
  --library <folder>   where the library lies (default: where your system keeps such data)
  --pack <folder>      the model pack for this run (default: the library's choice, at first the one inside)
  --lang <code>        search: the query's language, when the guess is wrong
  --like <picture>     search: pictures like this file; the query, if any, says what should differ
  -k, --count <n>      search, copy: how many at most (default 20; copy without a query: all)
  --from, --to <date>  search: taken in this year, month or day (2019, 2019-08, 2019-08-03) or later; or earlier
  --camera <name>      search: taken with this camera; a part of its name will do
  --place <name>       search: taken in this town, region or country ("Lisbon", "Paris, France")
  --rating <n>         search: at least so many stars (0 to 5)
  --folder <folder>    search: in this folder or below it
  --favourites         search: favourites alone
  --collection <name>  search: in this collection
  --length <l>         search: videos alone that last so long: ">30s", "<2m", "30s-2m"
  --kind <kind>        search: photo or video alone
  --all                search: every photo of a burst, not only its best (+n tells how many more there are)
  --moments <n>        search: how many moments of each video at most (default 3)
  --json               results as JSON on standard output; all commands but export, serve and completion
  --watch              index: stay, and make searchable what comes, until Ctrl-C
  --accept-missing     index: files that are gone are gone, even many or all of a folder
  -h, --help           this text
  -V, --version        the version

Exit codes: 0 found or done, 1 nothing found, 2 not understood, 3 failed, 130 stopped by Ctrl-C`;
