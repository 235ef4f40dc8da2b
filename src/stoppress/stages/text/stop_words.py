"""Words too common to tell one text from another, by language: short lists; frequency shows the rest."""

from __future__ import annotations

_EN = """a about above after again against ago all almost along already also although always am among an and
another any are around as at away back be became because become been before being below between both but by
came can cannot could d did do does doing don done down during each either else even ever every few first
for from further get go going got had has have having he her here hers herself him himself his how however i
if in into is isn it its itself just last like ll made make many may me might more most much must my myself
near never next no nor not now of off often on once one only or other others our out over own per re s said
same say says saying she should since so some still such t take than that the their them then there these
they this those though three through to told too two under until up upon us ve very was wasn we well were
what when where whether which while who whom whose why will with within without would yet you your"""
_ES = """a al algo algunas algunos ante antes aquel año años asi así aun aunque bajo bien cada como cómo con
contra cual cuál cuando cuándo de del desde después dijo donde dónde dos durante e el él ella ellas ellos en
entre era eran es esa esas ese eso esos esta está estaba están estar estas este esto estos fue fueron ha
había han hace hacia hasta hay he la las le les lo los luego más me menos mi mientras mismo muy nada ni no
nos nosotros nuestra nuestro o os otra otras otro otros para pero poco por porque primer primera puede pues
que qué quien quién se sea según ser será si sí sido sin sobre son su sus también tan tanto te tiene tienen
toda todas todo todos tras tu tus un una uno unos y ya yo"""
_FR = """a afin ai ainsi alors après au aucun aussi autre autres aux avait avant avec avoir bien c car ce
cela celle celles celui ces cet cette ceux chez comme comment contre d dans de déjà depuis des deux devant
dit doit donc dont du elle elles en encore entre est et étaient était étant été être eu eux fait faire font
il ils j je jusqu l la là le les leur leurs lors lorsque lui m ma mais me même mes moi moins mon n ne ni non
nos notre nous on ont ou où par parce pas pendant peu peut plus plusieurs pour pourquoi près puis qu quand
que quel quelle quelques qui quoi s sa sans se selon sera ses si soit son sont sous sur t ta te tes toi ton
tous tout toute toutes très tu un une vers vos votre vous y"""
_DE = """ab aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bereits
bis da dabei damit dann das dass daß dem den denn der des dessen deren die dies diese diesem diesen dieser
dieses doch dort du durch ein eine einem einen einer eines er erst es etwa etwas für gegen gibt habe haben
hat hatte hatten hier ich ihm ihn ihr ihre ihrem ihren ihrer im in ins ist ja jede jedoch jetzt kann kein
keine können man mehr mein mit muss nach nicht nichts noch nun nur ob oder ohne sagte sehr sei sein seine
seinem seinen seiner seit sich sie sind so soll sollen sollte sowie über um und uns unser unter vom von vor
war waren was wegen weil weiter wenn werden wer wie wieder will wir wird wo wurde wurden zu zum zur zwar
zwei zwischen"""
_PT = """a à ainda além ano anos antes ao aos após aquela aquele aqui as às assim até cada com como contra
da das de dela dele deles depois desde dessa desse desta deste disse diz do dois dos durante e é ela elas
ele eles em enquanto entre era essa essas esse esses esta está estão estas estava este estes eu foi foram há
isso isto já lhe lo mais mas me mesmo meu minha muito na nas nem nesta neste no nos nós nossa nosso num numa
o onde os ou outra outras outro outros para pela pelas pelo pelos pode por porque pouco qual quando quanto
que quem se segundo seja sem sempre ser será seu seus si sido só sobre sua suas são também tem têm ter teve
tinha toda todas todo todos tudo um uma umas uns vai você"""
_IT = """a ad agli ai al alla alle allo anche ancora anni anno aveva avere bene che chi ci come con contro
cosa così cui da dagli dai dal dalla dalle de degli dei del della delle dello dentro di dopo dove due e è ed
era erano essere fa fino fra gli ha hanno i il in invece io l la le lei li lo loro lui ma me meno mentre mi
mia mio molto ne negli nei nel nella nelle nello no noi non nostra nostro o oggi ogni ora per perché però
più poi prima qual quale quando quanto quella quelle quelli quello questa queste questi questo qui sarà se
sempre senza si sia sono sotto sta stata state stati stato su sua sue sugli sui sul sulla sulle suo suoi tra
tutta tutte tutti tutto un una uno v vi"""
_NL = """aan al alle alleen als altijd ander andere ben bij daar dan dat de den der deze die dit doch doen
door dus een eens en er ge geen geweest haar had hadden heb hebben heeft hem het hier hij hoe hun iemand
iets ik in is ja je jaar kan kon kunnen maar me meer men met mij mijn moet moeten na naar niet niets nog nu
of om omdat onder ons ook op over reeds te tegen toch toen tot twee u uit uw van veel voor want waren was
wat we wel werd werden wezen wie wij wil worden wordt zal ze zei zelf zich zij zijn zo zonder zou zouden"""
_RU = """а без более бы был была были было быть в вам вас весь во вот все всего всех вы г где год года году
да даже для до его ее её если есть еще ещё же за здесь и из или им их к как когда кто ли либо мне может
можно мы на над надо наш не него нее нет ни них но ну о об однако он она они оно от очень перед по под после
потом потому почти при про раз с сам свои своей своего себе себя сейчас со сообщает сообщил так также такой
там те тем теперь то того тоже той только том тот три тут ты у уже хотя чего чей чем через что чтобы эта эти
это этого этой этом этот я"""
_VI = """bị bởi các cái cả càng cần chỉ cho chưa chúng có còn cũng của cùng do đã đang đây đến đều để đó
được đi gì hay hơn khi không là lại lên lúc mà mỗi một này nên nếu ngay nhiều như nhưng những nào nơi nữa ở
phải qua ra rằng rất sau sẽ so sự tại tất theo thì trên trong trước từ từng vào vẫn và vậy về vì việc với
vừa xuống"""

STOP_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(listed.split())
    for language, listed in {
        "en": _EN,
        "es": _ES,
        "fr": _FR,
        "de": _DE,
        "pt": _PT,
        "it": _IT,
        "nl": _NL,
        "ru": _RU,
        "vi": _VI,
    }.items()
}
"""By ISO 639-1 code; case-folded words as `tokens.words` gives them."""
