; The installer for Windows: for one person, no administrator needed, in Danish and English.
; On Windows, in the checkout:
;   python -m PyInstaller --noconfirm pyinstaller.spec
;   makensis /DVERSION=%version% /DPAYLOAD=..\..\dist\jd-desktop build\windows\jd.nsi
; and then sign dist\jd-desktop-setup.exe. The programs are signed before they are packed.
Unicode true
SetCompressor /SOLID lzma
!include "MUI2.nsh"

!ifndef VERSION
  !error "Give the version: /DVERSION=1.2.3 (build/version.py says it)"
!endif
!ifndef PAYLOAD
  !error "Give the folder that PyInstaller made: /DPAYLOAD=dist\jd-desktop"
!endif
!ifndef OUTPUT
  !define OUTPUT "jd-desktop-setup.exe"
!endif
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\JustDrivingDesktop"

Name "Just Driving"
OutFile "${OUTPUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\Just Driving"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Just Driving"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Just Driving Desktop"
VIAddVersionKey "LegalCopyright" "Apache-2.0"

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\jd-desktop.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Danish"
!insertmacro MUI_LANGUAGE "English"

Section
  ; The program's own folder alone is replaced: a person's data lie elsewhere and stay.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}/*.*"
  CreateShortCut "$SMPROGRAMS\Just Driving.lnk" "$INSTDIR\jd-desktop.exe"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "${KEY}" "DisplayName" "Just Driving"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\*.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Just Driving.lnk"
  DeleteRegKey HKCU "${KEY}"
SectionEnd
