"""Which columns look personal, so that nothing of them is shown and they are not mapped.

Belongs here: what names, phones, addresses and the like look like, in headers and in cells. Does not belong here: what
else a column may be (`warehouse.scan.kinds`). In doubt a column is personal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from schemas.text.fold import fold
from warehouse.scan.words import says, tokens_of, words_of

EMAIL = re.compile(r"[^\s@<>(),;]+@[^\s@<>(),;]+\.[^\s@<>(),;\d]{2,}")
PHONE = re.compile(r"(?<![\w-])(?:\+|00)?\(?\d[\d ()./\-]{5,}\d(?![\w-])")
DATE_LIKE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T].*)?")
IP = re.compile(r"^(?:\d{1,3}\.){3}\d{1,3}$|^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,7}$", re.IGNORECASE)
NATIONAL_ID = re.compile(r"^\d{3}\.\d{3}\.\d{3}-\d{2}$|^\d{3}-\d{2}-\d{4}$|^\d-\d{4}-\d{5}-\d{2}-\d$|^\d{5}-\d{7}-\d$")
ADDRESS = re.compile(
    r"\b\d{1,5},?\s+(?:\w+\s+){0,3}(?:street|st\.|road|rd\.?|avenue|ave\.?|lane|drive|rue|chemin|calle|avenida|rua)\b"
    r"|\b(?:rue|calle|avenida|av\.|rua|via|ulica|ул\.|улица)\s.*\d|(?:شارع|ถนน).*\d|\d.*(?:شارع|ถนน)|\d+\s+(?:rue|bis|ter)\b"
    r"|\b\w+(?:stra(?:ss|ß)e|straat|gatan|weg)\s+\d"
)
COORDINATE = re.compile(r"^-?\d{1,3}\.\d{4,}$")

NAME = words_of(
    "first name,firstname,last name,lastname,surname,full name,fullname,given name,family name,nickname,alias,"
    "maiden,apellido,apellidos,nombre,nombres,apodo,prenom,nom,nom de famille,surnom,nome,sobrenome,apelido,cognome,"
    "vorname,nachname,voornaam,achternaam,fornavn,etternavn,efternamn,имя,фамилия,отчество,фио,ім'я,прізвище,imie,"
    "nazwisko,jmeno,prijmeni,ime,prezime,keresztnev,vezeteknev,isim,soyad,الاسم,اسم,اللقب,ชื่อ,นามสกุล,ชื่อเล่น,"
    "氏名,名前,姓名,jina,nama"
)
NAME_ALONE = ("name", "names", "namn", "navn", "naam")
NOT_A_PERSON = words_of(
    "city,county,country,state,province,region,district,village,town,commune,departement,ciudad,provincia,pais,"
    "municipio,localidad,barrio,cidade,estado,helpline,category,categorie,categoria,list,type,tipo,level,reason,"
    "form,flow,event,file,column,field,project,program,programme,service,platform,channel,language,idioma,langue,"
    "parent table,table,sheet,status,nombre de,nom de la region,nom du service,nombre de appels,reference,worksheet,"
    "ville,pays,de contacts,d'appels,reason,topic,theme,problem,issue,motif,motivo,tema,tag"
)
STAFF = words_of(
    "worker,operator,counsellor,counselor,agent,volunteer,username,user name,user,created by,createdby,updated by,"
    "assigned,owner,author,operador,operadora,consejero,consejera,usuario,voluntario,ecoutant,intervenant,benevole,"
    "conseiller,atendente,voluntaria,berater,beraterin,mitarbeiter,medewerker,vrijwilliger,оператор,консультант,"
    "المستشار,الموظف,เจ้าหน้าที่,ผู้ให้คำปรึกษา,ผู้รับสาย,ผู้บันทึก,相談員,咨询员,konselor,mshauri,taken by,handled by,supervisor"
)
PHONE_WORDS = words_of(
    "phone,telephone,phone number,phonenumber,tel,mobile,cell,cellphone,msisdn,whatsapp number,from number,telefono,"
    "celular,movil,portable,numero de telephone,telefone,telemovel,telefon,handy,telefoon,gsm,телефон,телефону,"
    "الهاتف,رقم الهاتف,الجوال,เบอร์,โทรศัพท์,電話番号,电话,手机,simu,telepon,contact number,caller number,callerid,"
    "caller id,ani"
)
EMAIL_WORDS = words_of("email,e mail,mail address,correo,courriel,mel,почта,بريد,อีเมล,メール,邮箱,surel,barua pepe")
ADDRESS_WORDS = words_of(
    "address,street,postcode,postal,zip,zipcode,latitude,longitude,lat,lng,lon,gps,geo,direccion,domicilio,calle,"
    "codigo postal,adresse,rue,code postal,endereco,rua,cep,adres,straat,адрес,улица,العنوان,ที่อยู่,住所,地址,"
    "alamat,anwani,school name,nombre escuela,name of school,coordinates,ip address"
)
NATIONAL_WORDS = words_of(
    "national id,nationalid,id number,idnumber,passport,ssn,social security,dni,cedula,curp,rut,cuit,cpf,rg,nif,nie,"
    "nss,carte d'identite,passeport,pasaporte,passaporte,personnummer,bsn,pesel,паспорт,снилс,инн,الهوية,جواز,"
    "บัตรประชาชน,身份证,護照,aadhaar,nik,ktp,identity card,identity number,license,licence,matricula"
)
IP_WORDS = words_of(
    "ip,ipaddress,ip address,device id,imei,mac address,session id,cookie,user agent,facebook id,whatsapp id"
)
NOTES = words_of(
    "notes,note,obs,nota,notas,observacion,observacao,comment,comments,narrative,remarks,story,message,transcript,"
    "observations,observaciones,comentario,comentarios,relato,commentaire,commentaires,remarque,remarques,recit,"
    "observacoes,anotacoes,bemerkung,bemerkungen,notiz,kommentar,opmerking,opmerkingen,комментарий,примечание,заметки,"
    "ملاحظات,หมายเหตุ,บันทึก,備考,备注,catatan,maelezo"
)
"""Headers of what somebody wrote down: nothing of it is shown, however often the same comes again."""
TEXT_WORDS = NOTES + words_of(
    "summary,description,details,other specify,specify,free text,freetext,resumen,descripcion,detalle,detalles,resume,"
    "precisions,resumo,descricao,beschreibung,toelichting,описание,وصف,تفاصيل,ملخص,รายละเอียด,内容,描述,call summary,"
    "what happened"
)
GIVEN_NAMES = frozenset(
    words_of(
        "maria,jose,juan,ana,luis,carlos,carmen,laura,sofia,lucia,diego,pedro,miguel,jorge,marta,elena,rosa,pablo,"
        "andres,camila,valentina,mateo,santiago,joao,antonio,francisco,paulo,mariana,beatriz,gabriel,rafael,pierre,"
        "jean,marie,paul,claire,camille,lucas,emma,louis,julie,sophie,nicolas,thomas,aminata,fatou,moussa,ousmane,"
        "mamadou,awa,ibrahim,john,mary,james,michael,david,sarah,robert,william,elizabeth,jennifer,linda,susan,"
        "jessica,daniel,joseph,grace,peter,emily,anna,hannah,olivia,jack,george,alice,anne,hans,karl,lena,leon,"
        "lukas,felix,jan,piotr,katarzyna,agnieszka,ivan,olga,natalia,tatiana,svetlana,dmitry,sergey,aleksandr,анна,"
        "мария,иван,ольга,елена,наталья,дмитрий,сергей,александр,екатерина,محمد,أحمد,فاطمة,علي,مريم,خالد,نور,سارة,"
        "يوسف,عمر,mohamed,mohammed,muhammad,ahmed,fatima,ali,omar,yusuf,amina,aisha,hassan,hussein,khadija,zainab,"
        "wanjiru,wanjiku,achieng,otieno,juma,neema,baraka,chinedu,ngozi,amaka,kwame,akosua,abena,thabo,sipho,nomsa,"
        "priya,rahul,anita,sunita,ravi,lakshmi,siti,budi,dewi,agus,sri,somchai,somsak,สมชาย,สมหญิง,สุดา,nguyen,linh,"
        "minh,wei,fang,mei,hiroshi,yuki,sakura,haruto,kim,minsu"
    )
)
_TITLE = re.compile(r"^[^\W\d_a-zà-ÿ][^\W\d_]*(?:[-'’][^\W\d_]+)*\.?$")


def personal_by_header(header: str) -> str:
    """What a header says the column holds of a person; empty where it says nothing."""
    rules = (
        ("email", EMAIL_WORDS), ("phone", PHONE_WORDS), ("national id", NATIONAL_WORDS), ("ip", IP_WORDS),
        ("free text", TEXT_WORDS),
    )  # fmt: skip
    if says(header, STAFF):
        # Before all else: PhoneWorkerName is no phone.
        return "staff"
    for what, words in rules:
        if says(header, words):
            return what
    if says(header, ADDRESS_WORDS):
        return "address"
    is_name = says(header, NAME) or any(token in NAME_ALONE for token in tokens_of(header))
    if is_name and not says(header, NOT_A_PERSON):
        return "name"
    return ""


def personal_in(value: str) -> str:
    """What of a person a single cell seems to hold: email, phone, ip, national id, address, name; or nothing."""
    text = value.strip()
    if EMAIL.search(text):
        return "email"
    if IP.match(text):
        return "ip"
    if NATIONAL_ID.match(text):
        return "national id"
    if _has_phone(text):
        return "phone"
    if any(character.isdigit() for character in text) and ADDRESS.search(text.lower()):
        return "address"
    return "name" if looks_like_name(text) and holds_given_name(text) else ""


def _has_phone(text: str) -> bool:
    match = PHONE.search(text)
    if not match or DATE_LIKE.fullmatch(match.group().strip()):
        return False
    digits = sum(character.isdigit() for character in match.group())
    is_marked = match.group().startswith(("+", "00", "(")) or " " in match.group() or "-" in match.group()
    begins_with_zero = text[0].isdigit() and unicodedata.digit(text[0]) == 0
    return 7 <= digits <= 15 and (is_marked or (digits >= 9 and match.group() == text and begins_with_zero))


def looks_like_name(text: str) -> bool:
    """Two to four words that begin with a capital, and nothing else. Scripts without capitals: two to four words."""
    words = text.replace(",", " ").split()
    if not 2 <= len(words) <= 4 or len(text) > 60:
        return False
    if any(character.isascii() and character.isalpha() for character in text):
        return all(_TITLE.match(word) for word in words)
    return all(word.isalpha() or any(c.isalpha() for c in word) for word in words) and not any(
        c.isdigit() for c in text
    )


def holds_given_name(text: str) -> bool:
    """Whether one of the words is a usual given name."""
    return any(word in GIVEN_NAMES for word in fold(text.replace(",", " ")).split())


def share_of_names(values: Sequence[str]) -> tuple[float, float]:
    """Shares of different values that are built like names, and that hold a usual given name."""
    if not values:
        return 0.0, 0.0
    n = len(values)
    return sum(map(looks_like_name, values)) / n, sum(holds_given_name(one) for one in values if len(one) < 60) / n
