/** The words of the menu and of the shell's own questions; those of the window are the page's. */
export type Words = {
  file: string;
  addFolder: string;
  settings: string;
  quit: string;
  edit: string;
  undo: string;
  redo: string;
  cut: string;
  copy: string;
  paste: string;
  selectAll: string;
  view: string;
  larger: string;
  smaller: string;
  normal: string;
  fullScreen: string;
  help: string;
  keys: string;
  trashAsk: string;
  trashFiles: string;
  trash: string;
  cancel: string;
  trayOpen: string;
  trayPause: string;
  trayResume: string;
  noSandbox: string;
  noSandboxDetail: string;
  openAnyway: string;
};

const english: Words = {
  file: 'File',
  addFolder: 'Add a Folder…',
  settings: 'Settings',
  quit: 'Quit Polylens',
  edit: 'Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select All',
  view: 'View',
  larger: 'Larger',
  smaller: 'Smaller',
  normal: 'Normal Size',
  fullScreen: 'Full Screen',
  help: 'Help',
  keys: 'Keys',
  trashAsk: 'Move to the trash?',
  trashFiles: 'Files: {count}',
  trash: 'Move to Trash',
  cancel: 'Cancel',
  trayOpen: 'Open Polylens',
  trayPause: 'Pause Indexing',
  trayResume: 'Resume Indexing',
  noSandbox: 'This system does not let Polylens lock its page in.',
  noSandboxDetail:
    'What shows your photos is to have no way to your files and the network (a sandbox). Some systems, Ubuntu 24.04 among them, withhold that from an AppImage; the deb brings the rule that it needs. Everything works without it, with one lock less.',
  openAnyway: 'Open Anyway',
};

const words: Record<string, Words> = {
  en: english,
  de: {
    file: 'Datei',
    addFolder: 'Ordner hinzufügen …',
    settings: 'Einstellungen',
    quit: 'Polylens beenden',
    edit: 'Bearbeiten',
    undo: 'Rückgängig',
    redo: 'Wiederholen',
    cut: 'Ausschneiden',
    copy: 'Kopieren',
    paste: 'Einfügen',
    selectAll: 'Alles auswählen',
    view: 'Ansicht',
    larger: 'Größer',
    smaller: 'Kleiner',
    normal: 'Normale Größe',
    fullScreen: 'Vollbild',
    help: 'Hilfe',
    keys: 'Tasten',
    trashAsk: 'In den Papierkorb legen?',
    trashFiles: 'Dateien: {count}',
    trash: 'In den Papierkorb',
    cancel: 'Abbrechen',
    trayOpen: 'Polylens öffnen',
    trayPause: 'Indexieren anhalten',
    trayResume: 'Indexieren fortsetzen',
    noSandbox: 'Dieses System lässt Polylens seine Seite nicht abschotten.',
    noSandboxDetail:
      'Was Ihre Fotos zeigt, soll keinen Weg zu Ihren Dateien und ins Netz haben (Sandbox). Manche Systeme, darunter Ubuntu 24.04, verwehren das einem AppImage; das deb bringt die nötige Regel mit. Ohne sie geht alles, mit einem Schloss weniger.',
    openAnyway: 'Trotzdem öffnen',
  },
  fr: {
    file: 'Fichier',
    addFolder: 'Ajouter un dossier…',
    settings: 'Réglages',
    quit: 'Quitter Polylens',
    edit: 'Édition',
    undo: 'Annuler',
    redo: 'Rétablir',
    cut: 'Couper',
    copy: 'Copier',
    paste: 'Coller',
    selectAll: 'Tout sélectionner',
    view: 'Affichage',
    larger: 'Plus grand',
    smaller: 'Plus petit',
    normal: 'Taille normale',
    fullScreen: 'Plein écran',
    help: 'Aide',
    keys: 'Touches',
    trashAsk: 'Mettre à la corbeille ?',
    trashFiles: 'Fichiers : {count}',
    trash: 'Mettre à la corbeille',
    cancel: 'Annuler',
    trayOpen: 'Ouvrir Polylens',
    trayPause: 'Suspendre l’indexation',
    trayResume: 'Reprendre l’indexation',
    noSandbox: 'Ce système ne laisse pas Polylens isoler sa page.',
    noSandboxDetail:
      'Ce qui montre vos photos ne doit avoir aucun accès à vos fichiers ni au réseau (bac à sable). Certains systèmes, dont Ubuntu 24.04, le refusent à une AppImage ; le paquet deb apporte la règle nécessaire. Tout fonctionne sans, avec un verrou de moins.',
    openAnyway: 'Ouvrir quand même',
  },
  es: {
    file: 'Archivo',
    addFolder: 'Añadir una carpeta…',
    settings: 'Ajustes',
    quit: 'Salir de Polylens',
    edit: 'Editar',
    undo: 'Deshacer',
    redo: 'Rehacer',
    cut: 'Cortar',
    copy: 'Copiar',
    paste: 'Pegar',
    selectAll: 'Seleccionar todo',
    view: 'Ver',
    larger: 'Más grande',
    smaller: 'Más pequeño',
    normal: 'Tamaño normal',
    fullScreen: 'Pantalla completa',
    help: 'Ayuda',
    keys: 'Teclas',
    trashAsk: '¿Mover a la papelera?',
    trashFiles: 'Archivos: {count}',
    trash: 'Mover a la papelera',
    cancel: 'Cancelar',
    trayOpen: 'Abrir Polylens',
    trayPause: 'Pausar la indexación',
    trayResume: 'Reanudar la indexación',
    noSandbox: 'Este sistema no deja que Polylens aísle su página.',
    noSandboxDetail:
      'Lo que muestra tus fotos no debe tener acceso a tus archivos ni a la red (sandbox). Algunos sistemas, como Ubuntu 24.04, se lo niegan a una AppImage; el paquete deb trae la regla necesaria. Todo funciona sin ella, con un cerrojo menos.',
    openAnyway: 'Abrir de todos modos',
  },
  pt: {
    file: 'Ficheiro',
    addFolder: 'Adicionar uma pasta…',
    settings: 'Definições',
    quit: 'Sair do Polylens',
    edit: 'Editar',
    undo: 'Anular',
    redo: 'Refazer',
    cut: 'Cortar',
    copy: 'Copiar',
    paste: 'Colar',
    selectAll: 'Selecionar tudo',
    view: 'Ver',
    larger: 'Maior',
    smaller: 'Menor',
    normal: 'Tamanho normal',
    fullScreen: 'Ecrã inteiro',
    help: 'Ajuda',
    keys: 'Teclas',
    trashAsk: 'Mover para o lixo?',
    trashFiles: 'Ficheiros: {count}',
    trash: 'Mover para o lixo',
    cancel: 'Cancelar',
    trayOpen: 'Abrir o Polylens',
    trayPause: 'Pausar a indexação',
    trayResume: 'Retomar a indexação',
    noSandbox: 'Este sistema não deixa o Polylens isolar a sua página.',
    noSandboxDetail:
      'O que mostra as suas fotos não deve ter acesso aos seus ficheiros nem à rede (sandbox). Alguns sistemas, como o Ubuntu 24.04, recusam isso a uma AppImage; o pacote deb traz a regra necessária. Tudo funciona sem ela, com menos uma tranca.',
    openAnyway: 'Abrir mesmo assim',
  },
  ja: {
    file: 'ファイル',
    addFolder: 'フォルダーを追加…',
    settings: '設定',
    quit: 'Polylens を終了',
    edit: '編集',
    undo: '元に戻す',
    redo: 'やり直す',
    cut: '切り取り',
    copy: 'コピー',
    paste: '貼り付け',
    selectAll: 'すべて選択',
    view: '表示',
    larger: '拡大',
    smaller: '縮小',
    normal: '標準サイズ',
    fullScreen: '全画面表示',
    help: 'ヘルプ',
    keys: 'キー操作',
    trashAsk: 'ゴミ箱に移動しますか？',
    trashFiles: 'ファイル: {count}',
    trash: 'ゴミ箱に移動',
    cancel: 'キャンセル',
    trayOpen: 'Polylens を開く',
    trayPause: 'インデックス作成を一時停止',
    trayResume: 'インデックス作成を再開',
    noSandbox: 'このシステムでは、Polylens が画面を隔離できません。',
    noSandboxDetail:
      '写真を表示する部分は、本来はファイルにもネットワークにも触れられません（サンドボックス）。Ubuntu 24.04 など一部のシステムは、AppImage にこれを許しません。deb には必要な規則が入っています。なくてもすべて動きますが、守りが一つ減ります。',
    openAnyway: 'それでも開く',
  },
  zh: {
    file: '文件',
    addFolder: '添加文件夹…',
    settings: '设置',
    quit: '退出 Polylens',
    edit: '编辑',
    undo: '撤销',
    redo: '重做',
    cut: '剪切',
    copy: '复制',
    paste: '粘贴',
    selectAll: '全选',
    view: '视图',
    larger: '放大',
    smaller: '缩小',
    normal: '正常大小',
    fullScreen: '全屏',
    help: '帮助',
    keys: '按键',
    trashAsk: '移到回收站？',
    trashFiles: '文件：{count}',
    trash: '移到回收站',
    cancel: '取消',
    trayOpen: '打开 Polylens',
    trayPause: '暂停建立索引',
    trayResume: '继续建立索引',
    noSandbox: '此系统不允许 Polylens 隔离其页面。',
    noSandboxDetail:
      '显示照片的部分不应能访问您的文件和网络（沙盒）。Ubuntu 24.04 等系统不允许 AppImage 这样做；deb 带有所需的规则。没有它一切照常，只是少了一道锁。',
    openAnyway: '仍然打开',
  },
  ar: {
    file: 'ملف',
    addFolder: 'إضافة مجلد…',
    settings: 'الإعدادات',
    quit: 'إنهاء Polylens',
    edit: 'تحرير',
    undo: 'تراجع',
    redo: 'إعادة',
    cut: 'قص',
    copy: 'نسخ',
    paste: 'لصق',
    selectAll: 'تحديد الكل',
    view: 'عرض',
    larger: 'تكبير',
    smaller: 'تصغير',
    normal: 'الحجم العادي',
    fullScreen: 'ملء الشاشة',
    help: 'مساعدة',
    keys: 'المفاتيح',
    trashAsk: 'أتريد النقل إلى سلة المهملات؟',
    trashFiles: 'الملفات: {count}',
    trash: 'النقل إلى سلة المهملات',
    cancel: 'إلغاء',
    trayOpen: 'فتح Polylens',
    trayPause: 'إيقاف الفهرسة مؤقتًا',
    trayResume: 'استئناف الفهرسة',
    noSandbox: 'لا يسمح هذا النظام لـ Polylens بعزل صفحته.',
    noSandboxDetail:
      'ما يعرض صورك ينبغي ألا يصل إلى ملفاتك ولا إلى الشبكة (صندوق رمل). بعض الأنظمة، ومنها Ubuntu 24.04، تمنع ذلك عن AppImage؛ وحزمة deb تجلب القاعدة اللازمة. كل شيء يعمل من دونه، بقفل أقل.',
    openAnyway: 'الفتح على أي حال',
  },
};

/** The words of the first of the wanted languages (BCP 47, best first) that there are words in. */
export function shellWords(wanted: readonly string[]): Words {
  for (const tag of wanted) {
    const found = words[tag.split('-')[0] ?? ''];
    if (found) return found;
  }
  return english;
}
