import { problemWords, type Language, type ProblemWords } from './update-problems.ts';

/** What the shell says of new versions; {host}, {version} and {size} stand for what is meant. */
type Words = Record<
  | 'look'
  | 'weekly'
  | 'ask'
  | 'askDetail'
  | 'lookNow'
  | 'lookWeekly'
  | 'newest'
  | 'there'
  | 'download'
  | 'inPlace'
  | 'ready'
  | 'open'
  | 'byHand'
  | 'show'
  | 'title'
  | 'notNow'
  | 'ok',
  string
>;

/** And of why none came. */
export type UpdateWords = Words & ProblemWords;

const english: Words = {
  look: 'Look for a New Version…',
  weekly: 'Look Each Week',
  ask: 'Look for a new version?',
  askDetail:
    'Polylens asks {host} for its list of versions. Nothing of you, your photos or your machine is sent; who answers sees your network address.',
  lookNow: 'Look Now',
  lookWeekly: 'Look Each Week',
  newest: 'There is no newer version.',
  there: 'Version {version} is there ({size} MB).',
  download: 'Download',
  inPlace: 'Version {version} is in place. It opens at the next start.',
  ready: 'Version {version} is downloaded, and signed by its makers.',
  open: 'Install',
  byHand:
    'Version {version} is downloaded, and signed by its makers. Put it in the place of yours once Polylens is closed.',
  show: 'Show in Folder',
  title: 'No new version came.',
  notNow: 'Not Now',
  ok: 'OK',
};

const words: Record<Language, Words> = {
  en: english,
  de: {
    look: 'Nach neuer Version sehen …',
    weekly: 'Jede Woche nachsehen',
    ask: 'Nach einer neuen Version sehen?',
    askDetail:
      'Polylens fragt {host} nach der Liste der Versionen. Nichts von Ihnen, Ihren Fotos oder Ihrem Rechner wird gesendet; wer antwortet, sieht Ihre Netzadresse.',
    lookNow: 'Jetzt nachsehen',
    lookWeekly: 'Jede Woche nachsehen',
    newest: 'Es gibt keine neuere Version.',
    there: 'Version {version} ist da ({size} MB).',
    download: 'Herunterladen',
    inPlace: 'Version {version} ist eingesetzt. Sie öffnet sich beim nächsten Start.',
    ready: 'Version {version} ist heruntergeladen und von ihren Herstellern signiert.',
    open: 'Installieren',
    byHand:
      'Version {version} ist heruntergeladen und von ihren Herstellern signiert. Legen Sie sie an die Stelle der jetzigen, sobald Polylens geschlossen ist.',
    show: 'Im Ordner zeigen',
    title: 'Es kam keine neue Version.',
    notNow: 'Jetzt nicht',
    ok: 'OK',
  },
  fr: {
    look: 'Chercher une nouvelle version…',
    weekly: 'Chercher chaque semaine',
    ask: 'Chercher une nouvelle version ?',
    askDetail:
      'Polylens demande à {host} la liste des versions. Rien de vous, de vos photos ni de votre machine n’est envoyé ; qui répond voit votre adresse réseau.',
    lookNow: 'Chercher maintenant',
    lookWeekly: 'Chercher chaque semaine',
    newest: 'Il n’y a pas de version plus récente.',
    there: 'La version {version} est là ({size} Mo).',
    download: 'Télécharger',
    inPlace: 'La version {version} est en place. Elle s’ouvrira au prochain démarrage.',
    ready: 'La version {version} est téléchargée et signée par ses auteurs.',
    open: 'Installer',
    byHand:
      'La version {version} est téléchargée et signée par ses auteurs. Mettez-la à la place de la vôtre une fois Polylens fermé.',
    show: 'Afficher dans le dossier',
    title: 'Aucune nouvelle version n’est venue.',
    notNow: 'Pas maintenant',
    ok: 'OK',
  },
  es: {
    look: 'Buscar una versión nueva…',
    weekly: 'Buscar cada semana',
    ask: '¿Buscar una versión nueva?',
    askDetail:
      'Polylens pide a {host} la lista de versiones. No se envía nada de usted, de sus fotos ni de su equipo; quien responde ve su dirección de red.',
    lookNow: 'Buscar ahora',
    lookWeekly: 'Buscar cada semana',
    newest: 'No hay una versión más nueva.',
    there: 'Hay una versión {version} ({size} MB).',
    download: 'Descargar',
    inPlace: 'La versión {version} está instalada. Se abrirá en el próximo inicio.',
    ready: 'La versión {version} está descargada y firmada por sus autores.',
    open: 'Instalar',
    byHand:
      'La versión {version} está descargada y firmada por sus autores. Póngala en el lugar de la suya cuando Polylens esté cerrado.',
    show: 'Mostrar en la carpeta',
    title: 'No llegó ninguna versión nueva.',
    notNow: 'Ahora no',
    ok: 'Aceptar',
  },
  pt: {
    look: 'Procurar uma nova versão…',
    weekly: 'Procurar todas as semanas',
    ask: 'Procurar uma nova versão?',
    askDetail:
      'O Polylens pede a {host} a lista de versões. Nada de si, das suas fotos ou da sua máquina é enviado; quem responde vê o seu endereço de rede.',
    lookNow: 'Procurar agora',
    lookWeekly: 'Procurar todas as semanas',
    newest: 'Não há versão mais recente.',
    there: 'Há a versão {version} ({size} MB).',
    download: 'Transferir',
    inPlace: 'A versão {version} está instalada. Abre no próximo arranque.',
    ready: 'A versão {version} está transferida e assinada pelos seus autores.',
    open: 'Instalar',
    byHand:
      'A versão {version} está transferida e assinada pelos seus autores. Ponha-a no lugar da sua quando o Polylens estiver fechado.',
    show: 'Mostrar na pasta',
    title: 'Não veio nenhuma versão nova.',
    notNow: 'Agora não',
    ok: 'OK',
  },
  ja: {
    look: '新しいバージョンを探す…',
    weekly: '毎週探す',
    ask: '新しいバージョンを探しますか？',
    askDetail:
      'Polylens は {host} にバージョンの一覧を問い合わせます。あなた自身、写真、このコンピューターについては何も送信しません。応答する側にはネットワークアドレスが見えます。',
    lookNow: '今すぐ探す',
    lookWeekly: '毎週探す',
    newest: 'より新しいバージョンはありません。',
    there: 'バージョン {version} があります（{size} MB）。',
    download: 'ダウンロード',
    inPlace: 'バージョン {version} を設置しました。次回の起動で開きます。',
    ready: 'バージョン {version} をダウンロードしました。製作者の署名があります。',
    open: 'インストール',
    byHand:
      'バージョン {version} をダウンロードしました。製作者の署名があります。Polylens を閉じてから、今のものと置き換えてください。',
    show: 'フォルダーに表示',
    title: '新しいバージョンは届きませんでした。',
    notNow: '後で',
    ok: 'OK',
  },
  zh: {
    look: '查找新版本…',
    weekly: '每周查找',
    ask: '要查找新版本吗？',
    askDetail:
      'Polylens 会向 {host} 请求版本列表。不会发送任何关于您、您的照片或您的电脑的信息；应答方会看到您的网络地址。',
    lookNow: '立即查找',
    lookWeekly: '每周查找',
    newest: '没有更新的版本。',
    there: '有新版本 {version}（{size} MB）。',
    download: '下载',
    inPlace: '版本 {version} 已就位，下次启动时打开。',
    ready: '版本 {version} 已下载，并有制作者的签名。',
    open: '安装',
    byHand: '版本 {version} 已下载，并有制作者的签名。关闭 Polylens 后，请用它替换现有版本。',
    show: '在文件夹中显示',
    title: '没有得到新版本。',
    notNow: '暂不',
    ok: '好',
  },
  ar: {
    look: 'البحث عن إصدار جديد…',
    weekly: 'البحث كل أسبوع',
    ask: 'هل تريد البحث عن إصدار جديد؟',
    askDetail:
      'يطلب Polylens من {host} قائمة إصداراته. لا يُرسَل شيء عنك أو عن صورك أو عن جهازك؛ ومن يجيب يرى عنوان شبكتك.',
    lookNow: 'البحث الآن',
    lookWeekly: 'البحث كل أسبوع',
    newest: 'لا يوجد إصدار أحدث.',
    there: 'يوجد الإصدار {version} ‏({size} م.ب).',
    download: 'تنزيل',
    inPlace: 'الإصدار {version} في مكانه، ويُفتح عند التشغيل القادم.',
    ready: 'نُزِّل الإصدار {version} وهو موقَّع من صانعيه.',
    open: 'تثبيت',
    byHand: 'نُزِّل الإصدار {version} وهو موقَّع من صانعيه. ضعه مكان إصدارك بعد إغلاق Polylens.',
    show: 'العرض في المجلد',
    title: 'لم يصل إصدار جديد.',
    notNow: 'ليس الآن',
    ok: 'حسنًا',
  },
};

/** In the first of these languages (BCP 47) that there is, else in English. */
export function updateWords(wanted: readonly string[]): UpdateWords {
  const languages = wanted.map((tag) => tag.split('-')[0] ?? '');
  const language = languages.find((one): one is Language => Object.hasOwn(words, one)) ?? 'en';
  return { ...words[language], ...problemWords[language] };
}
