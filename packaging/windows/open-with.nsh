# Polylens among the programs to open a picture with, which looks for others like it. Windows is told what Polylens can open, and no
# more: who opens pictures now goes on doing so.
!macro eachPicture kind
  WriteRegStr SHCTX "Software\Classes\Applications\${APP_EXECUTABLE_FILENAME}\SupportedTypes" ".${kind}" ""
!macroend

!macro customInstall
  WriteRegStr SHCTX "Software\Classes\Applications\${APP_EXECUTABLE_FILENAME}" "FriendlyAppName" "${PRODUCT_NAME}"
  WriteRegStr SHCTX "Software\Classes\Applications\${APP_EXECUTABLE_FILENAME}\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  !insertmacro eachPicture jpg
  !insertmacro eachPicture jpeg
  !insertmacro eachPicture png
  !insertmacro eachPicture webp
  !insertmacro eachPicture gif
  !insertmacro eachPicture avif
  !insertmacro eachPicture bmp
!macroend

!macro customUnInstall
  DeleteRegKey SHCTX "Software\Classes\Applications\${APP_EXECUTABLE_FILENAME}"
!macroend
