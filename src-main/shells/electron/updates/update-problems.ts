import type { UpdateProblem } from './update-error.ts';

export type Language = 'en' | 'de' | 'fr' | 'es' | 'pt' | 'ja' | 'zh' | 'ar';
export type ProblemWords = Record<UpdateProblem, string>;

/** Why no new version came, by language; {proxy}, {found}, {issued}, {expires}, {seen} and {now} stand for what is meant. */
export const problemWords: Record<Language, ProblemWords> = {
  en: {
    unreachable: 'The list of versions cannot be reached.',
    proxy: 'The proxy {proxy} does not lead to the list of versions ({found}).',
    certificate: 'Who answered cannot prove who it is ({found}). Nothing was asked of it.',
    cut: 'The download was cut. The next one goes on from there.',
    signature: 'What came is not signed by the makers of Polylens. Nothing of it was kept.',
    expired:
      'The list of versions is too old: it was good until {expires}, and this machine’s clock says {now}. Newer versions may be kept from you.',
    older:
      'The list of versions goes backwards: it is of {issued}, and one of {seen} was here before. Nothing was taken from it.',
    clock:
      'This machine’s clock says {now}, but the list of versions was signed on {issued}. Set the clock, then look again.',
    bytes: 'The file that came is not the one that was promised. Nothing of it was kept.',
    failed: 'The new version could not be put in place. The old one is as it was.',
  },
  de: {
    unreachable: 'Die Liste der Versionen ist nicht erreichbar.',
    proxy: 'Der Proxy {proxy} führt nicht zur Liste der Versionen ({found}).',
    certificate: 'Wer antwortete, kann nicht beweisen, wer er ist ({found}). Er wurde nichts gefragt.',
    cut: 'Der Download brach ab. Der nächste macht dort weiter.',
    signature: 'Was kam, ist nicht von den Herstellern von Polylens signiert. Nichts davon wurde behalten.',
    expired:
      'Die Liste der Versionen ist zu alt: Sie galt bis {expires}, und die Uhr dieses Rechners sagt {now}. Neuere Versionen werden Ihnen vielleicht vorenthalten.',
    older:
      'Die Liste der Versionen geht rückwärts: Sie ist vom {issued}, und eine vom {seen} war schon hier. Nichts davon wurde übernommen.',
    clock:
      'Die Uhr dieses Rechners sagt {now}, die Liste der Versionen wurde aber am {issued} signiert. Stellen Sie die Uhr, dann sehen Sie noch einmal nach.',
    bytes: 'Die Datei, die kam, ist nicht die versprochene. Nichts davon wurde behalten.',
    failed: 'Die neue Version konnte nicht eingesetzt werden. Die alte ist, wie sie war.',
  },
  fr: {
    unreachable: 'La liste des versions est injoignable.',
    proxy: 'Le proxy {proxy} ne mène pas à la liste des versions ({found}).',
    certificate: 'Qui a répondu ne peut pas prouver qui il est ({found}). Rien ne lui a été demandé.',
    cut: 'Le téléchargement a été coupé. Le prochain reprendra de là.',
    signature: 'Ce qui est venu n’est pas signé par les auteurs de Polylens. Rien n’en a été gardé.',
    expired:
      'La liste des versions est trop ancienne : elle valait jusqu’au {expires}, et l’horloge de cette machine dit {now}. On vous cache peut-être des versions plus récentes.',
    older:
      'La liste des versions recule : elle est du {issued}, et une du {seen} était déjà venue. Rien n’en a été pris.',
    clock:
      'L’horloge de cette machine dit {now}, mais la liste des versions a été signée le {issued}. Réglez l’horloge, puis cherchez de nouveau.',
    bytes: 'Le fichier venu n’est pas celui qui était promis. Rien n’en a été gardé.',
    failed: 'La nouvelle version n’a pas pu être mise en place. L’ancienne est intacte.',
  },
  es: {
    unreachable: 'No se puede acceder a la lista de versiones.',
    proxy: 'El proxy {proxy} no lleva a la lista de versiones ({found}).',
    certificate: 'Quien respondió no puede probar quién es ({found}). No se le pidió nada.',
    cut: 'La descarga se cortó. La próxima seguirá desde ahí.',
    signature: 'Lo que llegó no está firmado por los autores de Polylens. No se guardó nada.',
    expired:
      'La lista de versiones es demasiado antigua: valía hasta {expires}, y el reloj de este equipo dice {now}. Quizá se le oculten versiones más nuevas.',
    older: 'La lista de versiones va hacia atrás: es del {issued}, y ya hubo una del {seen}. No se tomó nada de ella.',
    clock:
      'El reloj de este equipo dice {now}, pero la lista de versiones se firmó el {issued}. Ajuste el reloj y busque de nuevo.',
    bytes: 'El archivo que llegó no es el prometido. No se guardó nada.',
    failed: 'La versión nueva no se pudo instalar. La anterior sigue como estaba.',
  },
  pt: {
    unreachable: 'A lista de versões está inacessível.',
    proxy: 'O proxy {proxy} não leva à lista de versões ({found}).',
    certificate: 'Quem respondeu não consegue provar quem é ({found}). Nada lhe foi pedido.',
    cut: 'A transferência foi cortada. A próxima continua a partir daí.',
    signature: 'O que veio não está assinado pelos autores do Polylens. Nada foi guardado.',
    expired:
      'A lista de versões é demasiado antiga: valia até {expires}, e o relógio desta máquina diz {now}. Talvez lhe estejam a esconder versões mais recentes.',
    older: 'A lista de versões anda para trás: é de {issued}, e já cá esteve uma de {seen}. Nada foi aproveitado dela.',
    clock:
      'O relógio desta máquina diz {now}, mas a lista de versões foi assinada em {issued}. Acerte o relógio e procure de novo.',
    bytes: 'O ficheiro que veio não é o prometido. Nada foi guardado.',
    failed: 'A nova versão não pôde ser instalada. A antiga está como estava.',
  },
  ja: {
    unreachable: 'バージョンの一覧に接続できません。',
    proxy: 'プロキシ {proxy} からバージョンの一覧に届きません（{found}）。',
    certificate: '応答した相手は身元を証明できません（{found}）。何も問い合わせていません。',
    cut: 'ダウンロードが途中で切れました。次はそこから続けます。',
    signature: '届いたものには Polylens の製作者の署名がありません。何も保存していません。',
    expired:
      'バージョンの一覧が古すぎます。有効期限は {expires} で、このコンピューターの時計は {now} です。より新しいバージョンが隠されているかもしれません。',
    older:
      'バージョンの一覧が後戻りしています。これは {issued} のものですが、{seen} のものがすでに届いていました。何も取り込んでいません。',
    clock:
      'このコンピューターの時計は {now} ですが、バージョンの一覧は {issued} に署名されています。時計を合わせてから、もう一度探してください。',
    bytes: '届いたファイルは約束されたものではありません。何も保存していません。',
    failed: '新しいバージョンを設置できませんでした。古いものは元のままです。',
  },
  zh: {
    unreachable: '无法访问版本列表。',
    proxy: '代理 {proxy} 无法到达版本列表（{found}）。',
    certificate: '应答方无法证明其身份（{found}）。未向其请求任何内容。',
    cut: '下载中断了。下次会从那里继续。',
    signature: '收到的内容没有 Polylens 制作者的签名，未保留任何内容。',
    expired: '版本列表太旧：有效期至 {expires}，而本机时钟显示 {now}。可能有人不让您看到更新的版本。',
    older: '版本列表倒退了：它是 {issued} 的，而之前已有 {seen} 的。未采用其中任何内容。',
    clock: '本机时钟显示 {now}，但版本列表签署于 {issued}。请调准时钟后再查找。',
    bytes: '收到的文件不是所承诺的文件，未保留任何内容。',
    failed: '新版本无法就位。旧版本保持原样。',
  },
  ar: {
    unreachable: 'لا يمكن الوصول إلى قائمة الإصدارات.',
    proxy: 'الوكيل {proxy} لا يوصل إلى قائمة الإصدارات ({found}).',
    certificate: 'من أجاب لا يستطيع إثبات هويته ({found}). لم يُطلب منه شيء.',
    cut: 'انقطع التنزيل. سيُستأنف من حيث توقف.',
    signature: 'ما وصل غير موقَّع من صانعي Polylens. لم يُحفظ منه شيء.',
    expired:
      'قائمة الإصدارات قديمة جدًا: كانت صالحة حتى {expires}، وساعة هذا الجهاز تقول {now}. ربما تُحجب عنك إصدارات أحدث.',
    older: 'قائمة الإصدارات ترجع إلى الوراء: تاريخها {issued}، وقد وصلت قبلها قائمة بتاريخ {seen}. لم يؤخذ منها شيء.',
    clock: 'ساعة هذا الجهاز تقول {now}، لكن قائمة الإصدارات وُقِّعت في {issued}. اضبط الساعة ثم ابحث من جديد.',
    bytes: 'الملف الذي وصل ليس الملف الموعود. لم يُحفظ منه شيء.',
    failed: 'تعذّر وضع الإصدار الجديد في مكانه. الإصدار القديم كما كان.',
  },
};
