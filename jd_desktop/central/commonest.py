"""Passwords that everybody tries first, of those long enough; in small letters."""

from __future__ import annotations

_WORDS = """
0123456789 0987654321 1029384756 1234567890 1234567891 12345678910 123456789a 123456789q
1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 9876543210 a123456789 aa12345678 aaaa123456 aalborg123
aarhus1234 abc1234567 abc123456789 abcd123456 abcde12345 abcdefghij abcdefghijk adgangskode
adgangskode1 adgangskode12 adgangskode123 adgangskode1234 admin12345 admin123456 admin1234567
adminadmin administrator arsenal123 asdfghjkl1 asdfghjklæ asdfghjklæø barcelona1 barcelona123
baseball123 batman12345 brondby123 brøndby123 changeme123 changemenow charlie123 chelsea123
computer12 computer123 copenhagen copenhagen1 correcthorsebatterystaple danmark123 danmark1234
danmarkdanmark dragon1234 driving1234 drivingschool drivingschool1 efterår2025 efterår2026
elskerdig123 esbjerg123 facebook123 fckøbenhavn fodbold123 fodbold1234 football123 forår12345
goodmorning google1234 guest12345 hello12345 hello123456 hemmelig123 hemmelig1234 hemmelighed
håndbold123 iloveyou!! iloveyou12 iloveyou123 iloveyou1234 internet123 jegelskerdig justdriving
justdriving1 justdriving123 kaerlighed kobenhavn1 kobenhavn123 kodeord123 kodeord1234
kodeord12345 kodeordkodeord koerekort1 koerelaerer koereskole koereskole1 koereskole123
korekort123 koreskole1 koreskole123 kærlighed1 københavn1 københavn123 kørekort123 kørelærer1
kørelærer123 køreskole1 køreskole12 køreskole123 køreskole1234 letmein123 letmein1234
linkedin123 liverpool1 liverpool123 manchester master1234 michael123 minecraft1 minecraft123
minhund123 mitkodeord monkey12345 mypassword odense1234 p@ssw0rd123 p@ssword123 passw0rd123
password1! password12 password123 password123! password1234 password12345 passwordpassword
pokemon123 princess123 q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedc1 qazwsxedcrfv qwerty1234 qwerty12345
qwerty123456 qwertyuiop qwertyuiop123 qwertyuiopå samsung123 secret12345 skatteborger solskin123
sommer2024 sommer2025 sommer2026 sommer2027 starwars123 sunshine123 superman123 test123456
test1234567 testtest12 testtesttest thepassword trustno1234 user123456 velkommen1 velkommen12
velkommen123 velkommen1234 vinter2024 vinter2025 vinter2026 vinter2027 welcome123 welcome123!
welcome1234 whatever123 zxcvbnm,./ zxcvbnm123
"""

COMMONEST = frozenset(_WORDS.split())
