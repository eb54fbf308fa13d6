"""Places that everybody knows, to tell "bye Oslo, hello Lyon" from "bye Siemens, hello Bosch"; many more there are."""

_COUNTRIES = """
afghanistan albania algeria andorra angola argentina armenia australia austria azerbaijan bahamas bahrain bangladesh
barbados belarus belgium belize benin bhutan bolivia bosnia botswana brazil brunei bulgaria burundi cambodia cameroon
canada chile china colombia croatia cuba cyprus czechia denmark ecuador egypt england estonia eritrea ethiopia
fiji finland france gabon gambia georgia germany ghana greece grenada guatemala guyana haiti honduras hungary
iceland india indonesia iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya kosovo kuwait kyrgyzstan
laos latvia lebanon lesotho liberia libya liechtenstein lithuania luxembourg madagascar malawi malaysia maldives mali
malta mauritius mexico moldova monaco mongolia montenegro morocco mozambique myanmar namibia nepal netherlands
nicaragua niger nigeria norway oman pakistan palestine panama paraguay peru philippines poland portugal qatar romania
russia rwanda scotland senegal serbia singapore slovakia slovenia somalia spain sudan sweden switzerland syria taiwan
tajikistan tanzania thailand togo tunisia turkey uganda ukraine uruguay uzbekistan venezuela vietnam wales yemen zambia
zimbabwe america europe asia africa scandinavia sicily sardinia crete tuscany bavaria catalonia andalusia brittany
provence normandy california texas florida ohio oregon nevada arizona colorado utah montana idaho wyoming nebraska
kansas oklahoma iowa minnesota wisconsin michigan illinois indiana kentucky tennessee alabama mississippi louisiana
arkansas missouri maryland delaware virginia pennsylvania vermont maine massachusetts connecticut hawaii alaska quebec
ontario alberta manitoba kerala goa punjab cornwall yorkshire kent donegal
"""
_CITIES = """
oslo bergen trondheim stavanger stockholm gothenburg malmö uppsala copenhagen aarhus odense helsinki tampere turku
reykjavik tallinn riga vilnius kaunas warsaw kraków krakow gdańsk gdansk wrocław poznań łódź prague brno ostrava
bratislava budapest debrecen vienna graz linz salzburg innsbruck zurich zürich geneva basel bern lausanne lucerne
berlin hamburg munich münchen cologne köln frankfurt stuttgart düsseldorf dortmund leipzig dresden hanover bremen
nuremberg mannheim heidelberg freiburg bonn kiel rostock potsdam mainz amsterdam rotterdam utrecht eindhoven groningen
leiden delft maastricht nijmegen brussels antwerp ghent bruges leuven liège paris lyon marseille toulouse bordeaux
nantes lille strasbourg montpellier rennes grenoble london manchester birmingham leeds liverpool sheffield bristol
newcastle nottingham leicester brighton oxford cambridge york edinburgh glasgow aberdeen dundee cardiff swansea belfast
dublin cork galway limerick madrid barcelona valencia seville sevilla bilbao málaga malaga zaragoza granada lisbon
porto braga coimbra faro rome milan naples turin florence bologna venice verona genoa palermo trieste pisa athens
thessaloniki patras istanbul ankara izmir sofia plovdiv bucharest cluj belgrade zagreb split ljubljana sarajevo skopje
tirana kyiv lviv odesa minsk moscow tbilisi yerevan baku jerusalem haifa beirut damascus amman cairo alexandria
casablanca rabat marrakesh tunis algiers lagos abuja accra nairobi kampala kigali lusaka harare johannesburg durban
pretoria dakar dubai doha riyadh jeddah tehran baghdad karachi lahore islamabad delhi mumbai bangalore bengaluru chennai
kolkata hyderabad pune ahmedabad jaipur kochi dhaka colombo kathmandu bangkok phuket hanoi saigon jakarta bandung
surabaya manila cebu taipei seoul busan incheon tokyo osaka kyoto yokohama nagoya sapporo fukuoka kobe beijing shanghai
shenzhen guangzhou chengdu wuhan nanjing hangzhou sydney melbourne brisbane perth adelaide canberra hobart auckland
wellington christchurch toronto montreal vancouver calgary ottawa edmonton winnipeg halifax boston chicago houston
dallas austin denver seattle portland phoenix tucson philadelphia pittsburgh baltimore detroit cleveland columbus
cincinnati indianapolis milwaukee minneapolis nashville memphis atlanta miami tampa orlando charlotte raleigh richmond
sacramento oakland honolulu anchorage albuquerque omaha tulsa boise spokane tacoma brooklyn manhattan havana bogotá
bogota medellín medellin cali quito lima cusco santiago valparaíso córdoba rosario montevideo asunción brasília
recife salvador fortaleza curitiba guadalajara monterrey tijuana oaxaca
"""
_OF_TWO = (
    "new york,new orleans,new zealand,new delhi,new jersey,new mexico,new hampshire,san diego,san francisco,san jose"
    ",san antonio,los angeles,las vegas,santa fe,santa cruz,santa barbara,salt lake city,kansas city,mexico city"
    ",cape town,hong kong,kuala lumpur,buenos aires,rio de janeiro,são paulo,sao paulo,tel aviv,abu dhabi,addis ababa"
    ",costa rica,puerto rico,sri lanka,saudi arabia,south korea,north korea,south africa,south carolina"
    ",north carolina,west virginia,el salvador,sierra leone,ivory coast,czech republic,united states,united kingdom"
    ",the netherlands,northern ireland,st louis,st petersburg,saint petersburg,the hague,chiang mai"
    ",ho chi minh city,novi sad,la paz,san sebastián,palma de mallorca,washington dc,quebec city"
)
_WORDS_TOO = frozenset(
    "turkey chad georgia jordan cork split york perth kent mobile nice reading bath china niger mali cali charlotte"
    " florence austin dallas madison victoria orlando columbus phoenix salvador santiago lima sofia verona faro goa"
    " bergen lille hamburg alexandria valencia rosario paris boston memphis maine panama virginia".split()
)
"""Places that are also words or names: not enough to write them with a capital wherever they stand."""

OF_TWO = tuple(_OF_TWO.split(","))
"""Places of more than one word, in lower case."""
PLACES = frozenset((*_COUNTRIES.split(), *_CITIES.split(), *_OF_TWO.split(",")))
"""Names of countries, regions and large cities, in lower case."""
UNMISTAKABLE = PLACES - _WORDS_TOO
"""Those that mean nothing else."""

MASK, MASKED_PLACE = "Zqn", "Zqp"
"""How made-up names begin that stand for true ones while a message is read, see `masks`: of anything, and of places."""


def is_place(name: str) -> bool:
    """Whether a name is one of a place that everybody knows: "Oslo", "Leeds, England"."""
    if name.startswith(MASKED_PLACE):
        return True
    low = name.lower().strip(" .,!")
    return low in PLACES or low.removeprefix("the ") in PLACES or low.split(",")[0] in PLACES
