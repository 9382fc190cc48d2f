/**
 * Words that tell when: for each, its languages (ISO 639-1) with the forms it has there, in lower case and divided by a
 * bar. A form behind a tilde means something else in another language, and counts only where the query is taken for its own.
 */
export type DateWord =
  | 'spring'
  | 'summer'
  | 'autumn'
  | 'winter'
  | 'last'
  | 'this'
  | 'year'
  | 'month'
  | 'week'
  | 'yesterday'
  | 'today'
  | 'christmas'
  | 'newYear'
  | 'newYearsDay'
  | 'easter'
  | 'halloween';

export const dateWords: Readonly<Record<DateWord, string>> = {
  spring: `en spring|springtime; de frühling|frühjahr; fr printemps; es primavera; pt primavera; ar ربيع|الربيع;
    it primavera; nl ~lente|voorjaar; sv våren|~vår; da forår|foråret; no våren|~vår;
    ru весна|весной|весны|весну; uk весна|навесні|весни; pl wiosna|wiosną|wiosny|wiosnę; tr ilkbahar|bahar;
    id musim semi; vi mùa xuân; he אביב|האביב|באביב`,
  summer: `en summer|summertime; de sommer|sommers; fr été; es verano; pt verão; ar صيف|الصيف; it ~estate; nl zomer;
    sv sommar|sommaren; da sommer|sommeren; no sommer|sommeren; ru лето|летом|лета; uk літо|влітку|літа;
    pl lato|latem|~lata; tr yaz|yazı|yazında; id musim panas|musim kemarau; vi mùa hè|mùa hạ; he קיץ|הקיץ|בקיץ`,
  autumn: `en autumn|~fall; de herbst; fr automne; es otoño; pt outono; ar خريف|الخريف; it autunno; nl herfst|najaar;
    sv höst|hösten; da efterår|efteråret; no høst|høsten; ru осень|осенью|осени; uk осінь|восени|осені;
    pl jesień|jesienią|jesieni; tr sonbahar; id musim gugur; vi mùa thu; he סתיו|הסתיו|בסתיו`,
  winter: `en winter|wintertime; de winter; fr hiver; es invierno; pt inverno; ar شتاء|الشتاء; it inverno; nl winter;
    sv vinter|vintern; da vinter|vinteren; no vinter|vinteren; ru зима|зимой|зимы|зиму; uk зима|взимку|зими;
    pl zima|zimą|zimy|zimę; tr kış|kışı|kışında; id musim dingin; vi mùa đông; he חורף|החורף|בחורף`,
  last: `en last|previous;
    de letzter|letzten|letztes|letzte|letztem|vergangener|vergangenen|vergangenes|vergangene|voriger|vorigen|voriges|vorige;
    fr dernier|dernière|passé|passée; es pasado|pasada|último|última; pt passado|passada|último|última;
    ar الماضي|الماضية|الفائت|الفائتة; it scorso|scorsa|passato|passata; nl vorige|vorig|afgelopen; sv förra;
    da sidste|forrige; no siste|forrige|sist; ru прошлый|прошлым|прошлом|прошлой|прошлого|прошлую|прошлое;
    uk минулий|минулого|минулому|минулої|минулим;
    pl zeszły|zeszłego|zeszłym|zeszłej|zeszła|zeszłą|ubiegły|ubiegłego|ubiegłym|ubiegłej; tr geçen; id lalu;
    vi trước|ngoái; he שעבר|שעברה`,
  this: `en this; de dieser|diesen|dieses|diese|diesem; fr ce|cet|cette; es este|esta; pt este|esta|neste|nesta;
    ar هذا|هذه; it questo|questa|quest; nl deze|dit; ru этим|этом|этой|этого|эту|это; tr bu; id ini;
    vi nay|này`,
  year: `en year; de jahr|jahre|jahres; fr année|an; es año; pt ano; ar عام|العام|سنة|السنة; it anno; nl jaar;
    sv år|året; da år|året; no år|året; ru год|году|года|г; uk рік|році|року; pl rok|roku; tr yıl|yılı|yılında;
    id tahun; vi năm; he שנה|בשנה|השנה|שנת|בשנת`,
  month: `en month; de monat|monats; fr mois; es mes; pt mês; ar شهر|الشهر; it mese; nl maand; sv månad|månaden;
    da måned; no måned; ru месяц|месяце|месяца; uk місяць|місяці|місяця; pl miesiąc|miesiącu|miesiąca; tr ay;
    id bulan; vi tháng; he חודש|בחודש`,
  week: `en week; de woche; fr semaine; es semana; pt semana; ar أسبوع|الأسبوع; it settimana; nl week;
    sv vecka|veckan; da uge; no uke; ru неделя|неделе|недели|неделю; uk тиждень|тижня|тижні;
    pl tydzień|tygodniu|tygodnia; tr hafta; id minggu; vi tuần; he שבוע|בשבוע`,
  yesterday: `en yesterday; de gestern; fr ~hier; es ayer; pt ontem; ar أمس|البارحة; it ieri; nl gisteren; sv igår;
    ru вчера; uk вчора|учора; pl wczoraj; tr dün; id kemarin; vi hôm qua; he אתמול`,
  today: `en today; de heute; fr aujourd'hui; es hoy; pt hoje; it oggi; nl vandaag; sv idag; ru сегодня; uk сьогодні;
    pl dzisiaj|dziś; tr bugün; vi hôm nay; he היום`,
  christmas: `en christmas|xmas|christmas eve; de weihnachten|heiligabend|weihnacht; fr noël;
    es navidad|navidades|nochebuena; pt natal; ar عيد الميلاد|الكريسماس; it natale; nl kerst|kerstmis;
    sv jul|julen|julafton; da jul|julen|juleaften; no jul|julen|julaften; pl boże narodzenie|wigilia|święta;
    id natal; vi giáng sinh`,
  newYear: `en new year's eve|new years eve; de silvester; fr saint-sylvestre|réveillon; es nochevieja|fin de año;
    pt passagem de ano|réveillon; ar ليلة رأس السنة; it san silvestro; nl oud en nieuw|oudejaarsavond;
    sv nyår|nyårsafton; da nytår|nytårsaften; no nyttår|nyttårsaften; pl sylwester`,
  newYearsDay: `en new year's day|new years day|new year's|new year; de neujahr; fr nouvel an; es año nuevo; pt ano novo;
    ar رأس السنة; it capodanno; nl nieuwjaar; sv nyårsdagen; da nytårsdag; no nyttårsdag; ru новый год; uk новий рік;
    pl nowy rok; tr yılbaşı; id tahun baru`,
  easter: `en easter; de ostern; fr pâques; es pascua|semana santa; pt páscoa; ar عيد الفصح; it pasqua; nl pasen;
    sv påsk|påsken; da påske|påsken; no påske|påsken; pl wielkanoc`,
  halloween: `en halloween; de halloween; fr halloween; es halloween; pt halloween; ar هالوين|الهالوين; it halloween;
    nl halloween`,
};

/** Further languages in which a month is read by its name. */
export const monthLanguages = 'cs|el|es|fi|hu|ro|hr|sr|bg|sk|sl|fa|hi|bn|sw|ar-SY|ar-MA'.split('|');

/** Forms of months that calendars do not have, January first. */
export const furtherMonths: Readonly<Record<string, string>> = {
  ru: 'январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре',
  pl: 'styczniu lutym marcu kwietniu maju czerwcu lipcu sierpniu wrześniu październiku listopadzie grudniu',
};

/** Months that mean something else elsewhere: the planet, a shop, mayonnaise, Chiang Mai, a name, a newspaper, leaf fall. */
export const guardedMonths = new Set('mars mart mayo mai maja marca листопад'.split(' '));

/**
 * Short names of months, January first; they count before a year only, as all do. Those behind a tilde are English words
 * ("two years ago", "3rd gen"), and are months in languages of Latin descent.
 */
export const shortMonths = [
  'jan|janv|ene|~gen',
  'feb|fevr',
  'märz|mrz',
  'apr|avr|abr',
  '',
  'jun|juin',
  'jul|juil|lug',
  'aug|~ago',
  'sep|sept',
  'oct|okt|ott',
  'nov',
  'dec|dez|dic|dez',
];
export const latinLanguages = ['es', 'pt', 'it'];

/** What may stand before a time, or between its parts, and goes with it: in other languages these words mean much else. */
export const smallWords: Readonly<Record<string, ReadonlySet<string>>> = {
  en: setOf('in on at from of during the'),
  de: setOf('im in am vom von aus dem den der des'),
  fr: setOf('en au à de du des d l la le pendant dans'),
  es: setOf('en el la los de del durante'),
  pt: setOf('em no na do da de a o durante'),
  it: setOf('in nel nella nell di del della dello dell all l la il'),
  nl: setOf('in op van de het'),
  sv: setOf('i på från'),
  da: setOf('i på fra'),
  no: setOf('i på fra'),
  ru: setOf('в во за с'),
  uk: setOf('в у за з'),
  pl: setOf('w we z ze'),
  ar: setOf('في من خلال'),
};

/** Of these, English nouns and names; a few words are easily taken for a wrong language, so a number alone has none of them. */
export const guardedSmallWords = setOf('van pendant dell all');

/** Go with a time whatever the query is taken for; behind one a number may be a year in the middle of a query, too. */
export const timeWords = setOf('in en im em nel w в у за في');

/** Stand between the two ends of a stretch of time, or before it: "between 2017 and 2019". */
export const links = setOf(
  `to and until till through - – — bis und à et hasta y a até e al fino tot до и по та do i til och till og ve dan đến và
  إلى حتى و`,
);
export const openers = setOf('between zwischen entre tra tussen между між między mellan mellem mellom antara بين');

/** Before a time: what is meant lies before or behind it. */
export const openEnds = setOf(
  `since before after until till seit vor nach ab bis depuis avant après dès desde antes después hasta tras depois após até
  dal prima dopo sinds voor vanaf tot sedan före efter siden før etter после до після`,
);

/** Before or behind one of these a number is a model's, a size or a count, no year: "BMW 2002", "2000 pieces". */
export const numberedNames = setOf(
  'iso asa iec din bmw peugeot rover windows office mars expo room page flight route level at auf x ×',
);
/** The same of a number that would be a day: "iPhone 12 May 2021". A year behind them is one. */
export const numberedThings = setOf(
  `iphone ipad galaxy pixel apollo gemini formula formel formule fórmula xbox playstation boeing airbus gate line bus tram gopro
  chapter episode`,
);
export const countedThings = setOf(
  `x × px m km ft mp feet meter meters metre metres metern mètres metros metri
  pieces people persons teile teilen leute menschen euro euros dollars`,
);

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/u));
}
