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
