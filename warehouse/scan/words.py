"""Words by which columns and cells are known, in the languages that helplines write.

Belongs here: lists of words and how a header is compared with them. Does not belong here: conclusions
(`warehouse.scan.personal`, `warehouse.scan.roles`), or what a value means (`mappings/`). A word is only ever a hint.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import category

from schemas.text.fold import fold
from schemas.vocabulary.header_words import header_words

_CAMEL = re.compile(r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Þ])|(?<=[A-Z])(?=[A-Z][a-z])")
FEWEST_LETTERS_OF_STEM = 6
PARTED = re.compile("[a-z\u00df-\u024f\u0900-\u097f]")
"""How a word begins in scripts that write a blank between any two: Latin, and Devanagari."""


def words_of(text: str) -> tuple[str, ...]:
    """Words between commas, folded."""
    return tuple(fold(word) for word in text.split(",") if word.strip())


def _more(meaning: str) -> tuple[str, ...]:
    """The words of `schemas/headers/columns.yaml` for one meaning."""
    return header_words("columns", meaning)


@lru_cache(maxsize=8_192)
def tokens_of(header: str) -> tuple[str, ...]:
    """The words of a header: `CallerName`, `caller_name` and `Caller name` are alike."""
    text = fold(_CAMEL.sub(" ", header))
    return tuple("".join(c if c.isalnum() or category(c).startswith("M") else " " for c in text).split())


def says(header: str, words: tuple[str, ...]) -> bool:
    """Whether a header holds one of the words: as a word, as the beginning of one, or anywhere in other scripts."""
    tokens = tokens_of(header)
    text = f" {' '.join(tokens)} "
    return any(_stands_in(word, text) if not word.isascii() else _holds(text, tokens, word) for word in words)


def _stands_in(word: str, text: str) -> bool:
    """Latin and Devanagari part their words: `लिंग`, sex, is no part of `बुलिंग`, bullying, nor `yıl` of `sayılı`."""
    return (f" {word}" if PARTED.match(word) else word) in text


def _holds(text: str, tokens: tuple[str, ...], word: str) -> bool:
    if f" {word} " in text or f" {word}s " in text:
        return True
    return len(word) >= FEWEST_LETTERS_OF_STEM and any(token.startswith(word) for token in tokens)


MISSING = frozenset((*header_words("nothing", "unknown"), *header_words("nothing", "blank")))
ID = words_of(
    "id,uid,uuid,guid,number,no,nr,num,numero,n°,nº,#,folio,ticket,case,caso,cas,dossier,expediente,record,ref,"
    "reference,key,code,fall,zaak,номер,код,дело,رقم,معرف,หมายเลข,รหัส,เลขที่,編号,番号,编号,nomor,contact id,"
    "case id,call id,contactid,caseid,callreportnum,uniqueid"
) + _more("id")
NUMBER = frozenset(words_of("number,no,nr,num,numero,n°,nº,#,номер,หมายเลข,編号,番号,编号,nomor"))
ID_ALONE = tuple(word for word in ID if word not in NUMBER)
"""Words of an id; a `Number` may as well say how many."""
SHARE = words_of(
    "percent,percentage,pct,pourcent,pourcentage,porcentaje,porcentagem,percentual,prozent,percentuale,percentage,"
    "share,proportion,proporcion,proporção,anteil,aandeel,andel,odsetek,podil,udio,quota,"
    "процент,процента,доля,نسبة,ร้อยละ,เปอร์เซ็นต์,割合,比例,persen,asilimia"
)
DATE = words_of(
    "date,fecha,data,datum,dato,dag,дата,تاريخ,วันที่,日付,日期,tanggal,tarehe,tarih,timestamp,datetime,"
    "time of contact,day,start,created,received,opened,heure,hora,fecha hora"
) + _more("date")
CONTACT = words_of(
    "contact,call,appel,llamado,llamada,contacto,ligacao,chamada,anruf,kontakt,gesprek,oproep,звонок,обращение,"
    "مكالمة,اتصال,โทร,ติดต่อ,報告,来电,start,registro,atencion,intake,report,reported,registered,registration,"
    "cadastro,signalement,meldung,segnalazione,melding,laporan,taarifa,alta,ingreso,reporte"
) + _more("contact")
OF_WHAT_HAPPENED = words_of(
    "incident,incidence,occurrence,occurred,event,offence,abuse,hecho,hechos,incidente,ocurrencia,suceso,ocorrencia,"
    "fato,fatos,fait,faits,vorfall,tat,tatzeit,fatto,voorval,событие,происшествие,الحادث,الواقعة,เกิดเหตุ,事件,kejadian,tukio"
) + _more("what_happened")
"""Headers of the day on which something was done to a child: somebody calls later, or never."""
NOT_FIRST_DATE = words_of(
    "updated,update,modified,changed,closed,end,ended,last,followup,follow,modificado,actualizado,actualizacion,"
    "cierre,fin,modifie,cloture,mise a jour,atualizado,encerramento,geandert,gewijzigd,изменено,обновлено,закрыт,"
    "تحديث,แก้ไข,更新"
) + _more("not_first_date")
UPDATED = words_of(
    "updated,update,modified,changed,last,modificado,actualizado,actualizacion,modifie,mise a jour,atualizado,"
    "geandert,gewijzigd,изменено,обновлено,تحديث,แก้ไข,更新,version"
) + _more("updated")
BIRTH = words_of(
    "birth,dob,born,birthdate,nacimiento,naissance,nascimento,geburt,geboren,geboorte,рождения,народження,urodzenia,"
    "narozeni,الميلاد,เกิด,生年月日,出生,lahir,kuzaliwa,dogum"
) + _more("birth")
AGE = words_of(
    "age,edad,idade,alter,leeftijd,eta,alder,возраст,вік,wiek,vek,kor,yas,العمر,عمر,السن,อายุ,年齢,年龄,umur,usia,"
    "umri,varsta,altersgruppe,altersklasse,altersspanne,leeftijdsgroep,korcsoport,korosztaly,etaria,etario,agegroup,"
    "ageband,agerange,how old,cuantos anos,anos cumplidos,quantos anos,wie alt,hoe oud,quanti anni,сколько лет,"
    "hany eves,miaka mingapi"
) + _more("age")
COUNT = words_of(
    "count,total,number of,nombre,nb,cantidad,numero de,quantidade,qtd,anzahl,aantal,количество,число,liczba,عدد,"
    "จำนวน,件数,数量,jumlah,idadi,calls,contacts,cases,llamadas,appels,contactos"
) + _more("count")
PERIOD = words_of(
    "year,month,quarter,period,annee,mois,trimestre,periode,ano,mes,anio,periodo,jahr,monat,quartal,jaar,maand,год,"
    "месяц,квартал,سنة,شهر,ปี,เดือน,年,月,tahun,bulan,mwaka,mwezi"
) + _more("period")  # fmt: skip
REASONS_ALONE = words_of(
    "reason,motif,motivo,grund,reden,причина,سبب,เหตุผล,สาเหตุ,理由,原因,alasan,sababu,presenting,problem,probleme,problema,"
    "abuse,violence,violencia,gewalt,issue,concern,need,why,ok,oka,erintett"
) + _more("reasons_alone")
"""Words that speak of why somebody made contact, and of little else."""
REASONS = words_of(
    "reason,motif,motivo,grund,reden,oka,hivas oka,temakor,причина,сигнал,سبب,เหตุผล,สาเหตุ,理由,原因,alasan,sababu,"
    "problem,probleme,problema,ปัญหา,問題,问题,مشكلة,проблема,issue,concern,need,category,categorie,categoria,kategorie,категория,"
    "فئة,หมวด,カテゴリ,类别,topic,theme,tema,thema,тема,موضوع,หัวข้อ,subject,sujet,asunto,assunto,onderwerp,abuse,"
    "violence,violencia,gewalt,насилие,عنف,ความรุนแรง,虐待,presenting,tipo,tipologia,kategori,masalah,tatizo,cat,vs,"
    "ofv,type of abuse"
) + _more("reasons")
SETTING = words_of(
    "online,offline,location of issue,where,setting,place,lieu,ou,lugar,donde,onde,local,ort,waar,dove,место,где,"
    "مكان,أين,สถานที่,ที่ไหน,場所,地点,internet,digital,en linea,en ligne,cyber,modalidad,entorno"
) + _more("setting")
RELATIONS = words_of(
    "vinculo,relacion,parentesco,lien,lien de parente,relationship,relation,relation to,related to,kinship,relacao,"
    "relacionamento,beziehung,verhaltnis zum,verhaltnis zur,verwandtschaft,relazione con,rapporto con,legame,relatie,"
    "kapcsolata,viszonya,kapcsolat az,kapcsolat a,rokoni,hubungan,uhusiano,صلة,علاقة,القرابة,ความสัมพันธ์,ความเกี่ยวข้อง,"
    "关系,關係,続柄,pokrewienstwo,родство,степень родства"
)
"""Words that say how somebody stands to somebody: whether who called or who did harm, they do not tell."""
WHO_CALLED = words_of(
    "caller,who calls,who called,who is calling,who contacted,contacted by,caller type,role of caller,reporter,"
    "reported by,reporting person,informant,user type,type of user,appelant,qui appelle,qui a appele,declarant,"
    "signalant,llamante,quien llama,quien se comunica,persona que llama,persona que consulta,consultante,denunciante,"
    "solicitante,tipo de usuario,tipo usuario,tipo de consultante,chamador,ligante,quem ligou,comunicante,"
    "tipo de usuario,anrufer,anrufende,melder,meldende,meldende person,beller,melder,chiamante,segnalante,chi chiama,"
    "звонящий,заявитель,المتصل,المبلغ,ผู้โทร,ผู้แจ้ง,相談者,来电者,hivo,hivo fel,ki hivott,bejelento,penelepon,pelapor,"
    "mpigaji,mpiga simu,mtoa taarifa"
)
"""Words for who turned to the helpline. Names may stand under them as well, so they speak for no column's content."""
FIELDS: dict[str, tuple[str, ...]] = {
    "channel": words_of(
        "channel,canal,kanal,kanaal,medium,medio,moyen,means,canale,канал,способ,قناة,ช่องทาง,経路,渠道,saluran,"
        "njia,via,communication channel,mode of contact,kommunikation"
    )
    + _more("channel"),
    "gender": words_of(
        "gender,sex,sexo,sexe,genre,genero,geschlecht,geslacht,genere,sesso,kjonn,kon,kön,пол,стать,plec,pohlavi,"
        "nem,cinsiyet,الجنس,جنس,النوع,เพศ,性別,性别,jinsia,jenis kelamin"
    )
    + _more("gender"),
    "age": AGE,
    "contact_type": words_of(
        "contact type,call type,type of contact,type of call,type d'appel,tipo de llamada,tipo de contacto,"
        "tipo llamada,tipo de contato,anrufart,тип обращения,тип звонка,نوع المكالمة,ประเภทการโทร,ประเภท,類型,"
        "jenis panggilan,calltype"
    ),
    "person": words_of(
        "caller,who calls,who is calling,appelant,llamante,quien llama,chamador,ligante,anrufer,beller,chiamante,"
        "звонящий,المتصل,ผู้โทร,相談者,来电者,caller type,role of caller,tipo de usuario,user type"
    )
    + RELATIONS,
    "living_situation": words_of(
        "living situation,lives with,lives,living with,living arrangement,care arrangement,vit avec,chez qui,"
        "lieu de vie,situation de logement,mode de vie,convive,vive con,con quien vive,situacion de vivienda,"
        "situacion habitacional,mora com,com quem mora,com quem vive,vive com,situacao de moradia,lebt bei,"
        "wohnsituation,lebenssituation,wohnt bei,woont,woonsituatie,con chi vive,situazione abitativa,kivel el,"
        "lakohelyzet,elethelyzet,kivel lakik,tinggal bersama,tinggal dengan,situasi tempat tinggal,anaishi na,"
        "anaishi wapi,hali ya makazi,يعيش مع,تعيش مع,الوضع المعيشي,อาศัยอยู่กับ,พักอาศัยกับ,อยู่กับใคร"
    ),
    "referral_in": words_of(
        "how did you hear,how did the child hear,source of knowledge,heard about,conocio,connu,referred by,"
        "como conheceu,wie erfahren,aufmerksam geworden,come ha conosciuto,honnan hallott,tahu dari,alisikia wapi,"
        "كيف عرفت,รู้จักจาก"
    ),
    "referral_out": words_of(
        "referral,referred,referred to,derivacion,orientation,encaminhamento,verwiesen,weitervermittlung,vermittlung,"
        "invio,tovabbiranyitas,rujukan,dirujuk,rufaa,الإحالة,ส่งต่อ,doorverwijzing"
    ),
    "first_told": words_of(
        "first told,told first,who was told,first person told,first disclosure,disclosed to,a quien conto,"
        "a quien le conto,primera persona,a quem contou,primeira pessoa,a qui en a,premiere personne,wem zuerst,"
        "zuerst erzahlt,"
        "a chi ha raccontato,kinek mondta,pertama kali cerita,alimwambia nani,من أخبر,บอกใครก่อน"
    ),
    "platform": words_of(
        "platform,plateforme,plataforma,plattform,social media,red social,reseau social,app used,site"
    ),
    "perpetrator_relation": words_of(
        "perpetrator,agresor,auteur,abuser,agressor,tater,dader,suspect,relation to perpetrator,vinculo agresor"
    ),
    "incident_place": words_of(
        "incident place,place of incident,hecho lugar,lieu des faits,local do fato,tatort,location"
    ),
    "vulnerable_group": words_of(
        "vulnerable,disability,discapacidad,handicap,migrant,refugee,minority,minoria,deficiencia"
    ),
}
VALUES: dict[str, tuple[str, ...]] = {
    "channel": words_of(
        "phone,telephone,call,phone call,voice,voice call,chat,web chat,webchat,email,e-mail,mail,sms,text,"
        "text message,whatsapp,messenger,facebook,instagram,telegram,line,app,letter,in person,face to face,walk-in,"
        "telefono,llamada,correo,presencial,carta,appel,courriel,courrier,en personne,visite,telefone,ligacao,"
        "telefon,anruf,brief,telefoon,bellen,телефон,звонок,чат,письмо,почта,هاتف,مكالمة,محادثة,دردشة,بريد,โทรศัพท์,"
        "แชท,อีเมล,ไลน์,電話,电话,チャット,メール,微信,网聊,telepon,simu,correo electronico,redes sociales,web,"
        "formulario,llamada telefonica,llamado telefonico,telefonica,telefonico,sitio web,pagina web,aplicativo,"
        "website,aplicacion,application,appel telephonique,ligacao telefonica"
    )
    + _more("value_channel"),
    "gender": words_of(
        "girl,boy,female,male,f,m,woman,man,women,men,non-binary,nonbinary,transgender,trans,nina,nino,mujer,varon,"
        "hombre,femenino,masculino,femme,homme,fille,garcon,feminin,masculin,menina,menino,feminino,mulher,homem,"
        "madchen,junge,jungen,buben,weiblich,ragazza,ragazzo,ragazze,ragazzi,femmine,maschi,девочки,мальчики,девушки,юноши,"
        "chica,chico,chicas,chicos,muchacha,muchacho,varones,hembra,garota,garoto,rapariga,rapaz,homens,bambina,bambino,"
        "donna,uomo,wasichana,wavulana,wa kike,wa kiume,kike,kiume,mwanamke,mwanaume,wanita,pria,gadis,lelaki,ferfi,"
        "dziewczeta,chlopcy,divky,chlapci,lanyok,fiuk,kizlar,erkekler,فتيات,بنات,أولاد,ذكور,إناث,الذكور,الإناث,"
        "mannlich,meisje,jongen,vrouw,femmina,maschio,девочка,мальчик,женский,мужской,ж,м,"
        "дівчина,хлопець,dziewczyna,chlopiec,divka,chlapec,dievca,kislany,fiu,lany,kiz,erkek,فتاة,صبي,أنثى,ذكر,หญิง,"
        "дівчата,хлопці,дівчатка,хлопчики,여,남,여성,남성,여자,남자,여아,남아,בת,בן,בנות,בנים,נקבה,זכר,"
        "ชาย,เด็กหญิง,เด็กชาย,女,男,女の子,男の子,女性,男性,女孩,男孩,perempuan,laki-laki,msichana,mvulana,unborn"
    )
    + _more("value_gender"),
    "contact_type": words_of(
        "counselling,counseling,silent,silent call,missed,abandoned,hang up,hangup,prank,prank call,abusive,"
        "wrong number,test,information,child calling about self,someone calling about a child,non-counselling,"
        "consulta,broma,silencio,muda,colgada,ecoute,silencieux,raccroche,blague,erreur,trote,engano,молчание,шутка,"
        "ошибка,صامتة,معاكسة,ก่อกวน,โทรผิด,無言,いたずら"
    ),
    "person": words_of(
        "child,self,the child,mother,father,parent,friend,relative,neighbour,neighbor,teacher,professional,victim,"
        "victima,madre,padre,familiar,vecino,amigo,docente,mere,pere,ami,enseignant,voisin,mae,pai,parente,kind,"
        "mutter,vater,freund,lehrer,ребенок,мать,отец,друг,учитель,الأم,الأب,صديق,معلم,แม่,พ่อ,เพื่อน,ครู,本人,母,"
        "父,友人,boyfriend,girlfriend,partner,ex partner,stranger,sibling,uncle,stepfather,step father,guardian,"
        "caregiver,grandparent,grandmother,grandfather,abuela,abuelo,tia,tio,pareja,ex pareja,expareja,padrastro,"
        "madrastra,hermano,novio,esposo,desconocido,conocido,otro familiar,beau-pere,oncle,conjoint,ex-conjoint,frere,"
        "inconnu,padrasto,avo,namorado,companheiro,vizinho,irmao,desconhecido,stiefvater,onkel,bruder,nachbar,"
        "fremder,patrigno,nonno,zio,fratello,conoscente,estraneo,apa,anya,szulo,nevoapa,testver,szomszed,baratja,"
        "ayah,ibu,orang tua,ayah tiri,paman,tetangga,pacar,teman,guru,baba,mama,mjomba,jirani,mwalimu,rafiki,زوج الأم,"
        "العم,الجار,صديق,معلم,พ่อเลี้ยง,ญาติ,เพื่อนบ้าน,แฟน,คนแปลกหน้า"
    ),
    "setting": words_of(
        "online,offline,on-line,internet,in person,en linea,virtual,presencial,en ligne,hors ligne,por internet,"
        "digital,both,ambos,les deux,online and offline,cyber,онлайн,офлайн,в интернете,интернет,عبر الإنترنت,"
        "إنترنت,ออนไลน์,ออฟไลน์,オンライン,ネット,网上,线上,线下,網路,daring,luring,mtandaoni,social media,"
        "face to face,beide,entrambi"
    )
    + _more("value_setting"),
}
LABELS = words_of(
    "bullying,abuse,violence,suicid,neglect,grief,harassment,grooming,sexting,sextortion,depress,anxiety,self-harm,"
    "family,school,acoso,abuso,violencia,maltrato,negligencia,duelo,suicidio,familia,escuela,harcelement,"
    "maltraitance,deuil,fugue,famille,luto,mobbing,gewalt,missbrauch,trauer,pesten,mishandeling,насилие,травля,"
    "суицид,семья,школа,تنمر,عنف,إهمال,تحرش,กลั่นแกล้ง,ความรุนแรง,ครอบครัว,ละเมิด,いじめ,虐待,自殺,霸凌,欺凌,自杀,"
    "家庭,unyanyasaji,kekerasan"
) + _more("labels")
"""Beginnings of words that labels of reasons are made of."""
