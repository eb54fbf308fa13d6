"""What is of what sort, by makers and breeds: who sold "the car" had a Fiat, and "the dog" is a labrador."""

from collections.abc import Iterable

_MADE = {
    "car": "abarth alfa audi astra beetle bentley berlingo bmw cadillac chevrolet chevy citroen citroën civic"
    " clio corolla corsa corvette cupra dacia dodge duster fabia fiat fiesta focus ford golf honda"
    " hyundai jaguar jeep kia lada lexus mazda mercedes mg mini mitsubishi mustang nissan octavia opel"
    " panda passat peugeot polestar polo porsche prius punto qashqai range rav4 renault rover saab seat"
    " skoda smart subaru suzuki tesla toyota twingo vauxhall volkswagen volvo vw yaris estate hatchback"
    " convertible sedan saloon suv minivan",
    "bike": "brompton bianchi cannondale canyon cube colnago dahon giant gazelle pinarello raleigh ridley"
    " scott specialized trek bicycle e-bike tandem cycle",
    "motorbike": "ducati harley kawasaki ktm triumph vespa yamaha motorcycle scooter moped",
    "phone": "iphone pixel galaxy oneplus fairphone huawei xiaomi nokia blackberry samsung android smartphone",
    "laptop": "macbook thinkpad chromebook zenbook xps ideapad notebook",
    "computer": "imac mac pc macbook laptop",
    "tablet": "ipad kindle remarkable",
    "camera": "canon fujifilm gopro hasselblad leica lumix nikon olympus pentax polaroid rolleiflex",
    "watch": "casio fitbit garmin omega rolex seiko swatch tissot smartwatch",
    "console": "playstation ps4 ps5 switch xbox nintendo",
    "guitar": "fender gibson ibanez martin stratocaster strat telecaster taylor",
    "piano": "bechstein bösendorfer kawai steinway yamaha",
    "boat": "canoe dinghy kayak sailboat yacht",
    "van": "transit transporter sprinter campervan camper",
    "dog": "akita beagle bulldog chihuahua cockapoo cavapoo collie corgi dachshund dalmatian doberman"
    " greyhound hound husky lab labrador labradoodle lurcher malinois maltese mastiff mongrel mutt"
    " pinscher pointer poodle pug puppy pup retriever rottweiler samoyed schnauzer setter shepherd"
    " sheepdog spaniel staffie terrier vizsla weimaraner westie whippet yorkie",
    "cat": "bengal kitten kitty moggy persian ragdoll siamese sphynx tabby tomcat",
    "bird": "budgie canary cockatiel cockatoo finch lovebird macaw parakeet parrot",
    "horse": "foal gelding mare pony stallion",
}  # fmt: skip
_SORTS: dict[str, set[str]] = {}
for _sort, _makes in _MADE.items():
    for _make in _makes.split():
        _SORTS.setdefault(_make, set()).add(_sort)
_ALSO = {
    "auto": "car", "motor": "car", "mobile": "phone", "cell": "phone", "bicycle": "bike", "motorcycle": "motorbike",
    "doggo": "dog", "kitty": "cat",
}  # fmt: skip


def general(word: str) -> str:
    """The sort that a word is a name of, "" if it is none: "car", "bicycle", but not "Fiat"."""
    low = word.lower()
    low = _ALSO.get(low, low)
    return low if low in _MADE else ""


def sorts(words: Iterable[str]) -> set[str]:
    """Of what sorts a thing or an animal may be that these words name."""
    return set[str]().union(*(_SORTS.get(word.lower(), ()) for word in words))
