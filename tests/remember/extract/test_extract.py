"""Statements without an LLM: what must be understood, and what must not be.

Each expected line is "subject predicate object", then "from" and "to" its times, "?" where it is not certain;
before it, "ends" or "corrects WHAT:". All is said on Wednesday, 12 June 2024.
"""

from datetime import UTC, datetime

import pytest

from pllm_memory.facts import Statement
from pllm_memory.remember.extract import EXTRACTOR, extract
from pllm_memory.types import Message

WEDNESDAY = datetime(2024, 6, 12, 10, 0, tzinfo=UTC)


def said(*turns: str, name: str | None = None) -> list[Message]:
    """Turns of one session, by the user; "A: …" by the assistant."""
    return [
        Message(
            id=f"m{place}",
            session_id="s",
            role="assistant" if turn.startswith("A:") else "user",
            content=turn.removeprefix("A:").strip(),
            at=WEDNESDAY,
            name=None if turn.startswith("A:") else name,
        )
        for place, turn in enumerate(turns)
    ]


def told(*turns: str, name: str | None = None) -> list[str]:
    """What the last turn says."""
    messages = said(*turns, name=name)
    (reading,) = extract(messages, {messages[-1].id})
    return [line(statement) for statement in reading.statements]


def line(statement: Statement) -> str:
    before = {"holds": "", "ends": "ends ", "corrects": "corrects "}[statement.mode]
    before += f"{statement.replaces}: " if statement.replaces else ""
    text = f"{before}{statement.subject} {statement.predicate} {statement.object}".strip()
    text += f" from {statement.valid_at.date()}" if statement.valid_at else ""
    text += f" to {statement.invalid_at.date()}" if statement.invalid_at else ""
    return text if statement.certain else f"{text} ?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My sister Ana moved to Porto last spring.", ["user sister Ana", "Ana lives_in Porto from 2024-03-01"]),
        ("I've been vegan since 2019.", ["user follows_diet vegan from 2019-01-01"]),
        (
            "My cat Byte died. 15 years old, kidney failure.",
            ["Byte is_a cat", "user pet Byte", "ends user pet Byte to 2024-06-12"],
        ),
        ("I no longer eat vegan.", ["ends user follows_diet vegan"]),
        ("I stopped eating gluten-free last month.", ["ends user follows_diet gluten-free to 2024-05-01"]),
        ("My office is located in the canal district.", ["user office_in the canal district"]),
        ("My home is Leeds.", ["user lives_in Leeds"]),
        ("We adopted a second dog, Bruno.", ["user pet Bruno", "Bruno is_a dog"]),
        ("Ana's husband works at Siemens.", ["Ana/partner works_at Siemens"]),
        ("My sister Ana called me. She started a new job at Bosch.", ["user sister Ana", "Ana works_at Bosch"]),
        ("I can't stand olives.", ["user dislikes olives"]),
        ("I love hiking and Thai food.", ["user likes hiking", "user likes Thai food"]),
        ("I kind of like jazz.", ["user likes jazz"]),
        ("My favourite colour is green.", ["user favorite_color green"]),
        ("Nothing beats a good curry.", ["user likes good curry"]),
        ("My weekends vanish into model trains.", ["user hobby model trains"]),
        ("Tax forms make me want to scream.", ["user dislikes Tax forms"]),
        ("I'm over talk shows.", ["user dislikes talk shows"]),
        ("Figs could kill me, I'm allergic.", ["user allergic_to Figs"]),
        ("We're a halal household.", ["user follows_diet halal"]),
        (
            "In my second year of botany at Uppsala University.",
            ["user studies botany", "user studies_at Uppsala University"],
        ),
        ("Found a buyer for my kayak.", ["ends user owns kayak to 2024-06-12"]),
        ("I'm not a plumber.", ["ends user works_as plumber"]),
        ("The song goes 'I live in Denver', I hum it all day.", []),
        ("Everyone thinks I work at Bosch.", []),
        ("I'm allergic to Mondays.", []),
        ("My favorite band is Radiohead, but I also like Muse.", ["user favorite_band Radiohead", "user likes Muse"]),
        ("I'm Ada.", ["user name Ada"]),
        ("Hi, I'm Ada, a nurse from Lyon.", ["user name Ada", "user works_as nurse", "user from Lyon"]),
        ("call me Al", ["user wants_to_be_called Al"]),
        ("Please keep it short.", ["user wants_answers short"]),
        ("Don't use emojis please.", ["user wants_answers without emojis"]),
        ("Answer in German.", ["user wants_answers in German"]),
        ("I moved to Lyon in May.", ["user lives_in Lyon from 2024-05-01"]),
        ("I live in Lyon with my husband Tom.", ["user partner Tom", "user lives_in Lyon"]),
        ("I used to live in Oslo.", ["user lives_in Oslo to 2024-06-12"]),
        ("I lived in Oslo from 2015 to 2019.", ["user lives_in Oslo from 2015-01-01 to 2019-01-01"]),
        ("I no longer work at Bosch.", ["ends user works_at Bosch to 2024-06-12"]),
        ("I quit my job.", ["ends user works_at to 2024-06-12"]),
        ("I sold my car.", ["ends user owns car to 2024-06-12"]),
        ("Our dog Bruno died last week.", ["Bruno is_a dog", "user pet Bruno", "ends user pet Bruno to 2024-06-03"]),
        ("I don't eat meat any more.", ["user avoids meat", "ends user likes meat"]),
        ("I'm not vegan anymore.", ["ends user follows_diet vegan to 2024-06-12"]),
        ("I stopped drinking coffee.", ["user avoids coffee", "ends user likes coffee"]),
        ("I don't have a car.", ["ends user owns car"]),
        ("I don't like olives.", ["user dislikes olives"]),
        ("I don't eat pork.", ["user avoids pork"]),
        ("I would love to live in Rome.", ["user wants to live in Rome"]),
        ("I think Ana lives in Porto.", ["Ana lives_in Porto ?"]),
        ("I'm allergic to peanuts and shellfish.", ["user allergic_to peanuts", "user allergic_to shellfish"]),
        ("I have asthma.", ["user has_condition asthma"]),
        ("I speak French and a bit of German.", ["user speaks French", "user speaks German"]),
        ("I have two sisters, Ana and Eva.", ["user sister Ana", "user sister Eva"]),
        ("I have a beagle named Bruno.", ["user pet Bruno", "Bruno is_a beagle"]),
        ("I'm 34 years old.", ["user age 34"]),
        ("I just turned 30.", ["user age 30 from 2024-06-12"]),
        ("My daughter is 5.", ["user/daughter age 5"]),
        ("My birthday is March 3rd.", ["user birthday March 3rd"]),
        ("I was born on May 3, 1990 in Porto.", ["user born_in Porto", "user birthday May 3, 1990"]),
        (
            "I got divorced last year.",
            ["ends user partner to 2023-01-01", "user relationship_status divorced from 2023-01-01"],
        ),
        ("Tom and I broke up.", ["ends user partner Tom"]),
        ("I broke up with Tom in March.", ["ends user partner Tom to 2024-03-01"]),
        ("I'm married to Tom.", ["user partner Tom", "user relationship_status married"]),
        (
            "I got married to Tom in 2015.",
            ["user relationship_status married from 2015-01-01", "user partner Tom from 2015-01-01"],
        ),
        ("I work as a nurse at St. Mary's.", ["user works_as nurse", "user works_at St. Mary's"]),
        (
            "I started a new job at Bosch as an engineer last month.",
            ["user works_at Bosch from 2024-05-01", "user works_as engineer from 2024-05-01"],
        ),
        ("I study physics at MIT.", ["user studies physics", "user studies_at MIT"]),
        ("I run every morning.", ["user hobby running"]),
        ("I play tennis on Sundays.", ["user plays tennis"]),
        ("I'm going to Spain next week.", ["user plans to go to Spain from 2024-06-17"]),
        ("We're planning a trip to Japan in October.", ["user plans a trip to Japan from 2024-10-01"]),
        (
            "I went to an LGBTQ support group yesterday and it was so powerful.",
            ["user did went to an LGBTQ support group and it was so powerful from 2024-06-11"],
        ),
        ("I want to learn the piano.", ["user wants to learn the piano"]),
        ("I bike to work.", ["user commutes_by bike"]),
        ("My office is in Hamburg.", ["user office_in Hamburg"]),
        ("My boss is Carla.", ["user boss Carla"]),
        ("My dog's name is Rex.", ["user pet Rex", "Rex is_a dog"]),
        ("My shoe size is 43.", ["user shoe_size 43"]),
        (
            "My sister, who lives in Porto, works at Bosch.",
            ["user/sister lives_in Porto", "user/sister works_at Bosch"],
        ),
        (
            "I visited Rome and Paris in 2018.",
            ["user visited Rome from 2018-01-01", "user visited Paris from 2018-01-01"],
        ),
        ("I've been to Japan.", ["user visited Japan"]),
        ("My brother Max bought a Tesla. He loves it.", ["user brother Max", "Max owns Tesla"]),
        ("I joined a book club last week.", ["user member_of book club from 2024-06-03"]),
        ("Ana is my sister.", ["user sister Ana"]),
        ("My mom was diagnosed with diabetes in 2020.", ["user/mother has_condition diabetes from 2020-01-01"]),
        ("I'm moving to Berlin in September.", ["user plans to move to Berlin from 2024-09-01"]),
        ("I prefer tea to coffee.", ["user prefers tea"]),
        ("I'm learning Spanish.", ["user studies Spanish"]),
        ("My grandmother passed away last year.", ["user/grandmother did passed away from 2023-01-01"]),
        (
            "My sister Ana, who lives in Porto, works at Bosch.",
            ["user sister Ana", "Ana lives_in Porto", "Ana works_at Bosch"],
        ),
        (
            "I live in Munich and work as a software engineer at Siemens.",
            ["user lives_in Munich", "user works_as software engineer", "user works_at Siemens"],
        ),
        (
            "My husband Tom and I moved to Berlin two years ago.",
            ["user partner Tom", "user lives_in Berlin from 2022-06-01"],
        ),
        ("Tom is allergic to cats.", ["Tom allergic_to cats"]),
        (
            "My best friend Mia got a new job at Google last week.",
            ["user friend Mia", "Mia works_at Google from 2024-06-03"],
        ),
        (
            "I have a cat named Luna and a dog called Rex.",
            ["user pet Luna", "Luna is_a cat", "user pet Rex", "Rex is_a dog"],
        ),
        ("I'm a vegetarian.", ["user follows_diet vegetarian"]),
        ("I hate mornings, but I love coffee.", ["user dislikes mornings", "user likes coffee"]),
        ("I'm not a fan of horror movies.", ["user dislikes horror movies"]),
        ("I'm a huge fan of jazz and blues.", ["user likes jazz", "user likes blues"]),
        ("Our daughter Lea was born in May.", ["user daughter Lea"]),
        ("My son Max is 7 and plays the piano.", ["user son Max", "Max age 7", "Max plays piano"]),
        ("I've lived in Lyon for three years.", ["user lives_in Lyon from 2021-06-12"]),
        ("I grew up in Ghent.", ["user from Ghent"]),
        ("I'm from Belgium.", ["user from Belgium"]),
        ("I'm originally from Ghent but live in Paris now.", ["user from Ghent", "user lives_in Paris"]),
        (
            "I studied biology at Leiden.",
            ["user studies biology to 2024-06-12", "user studies_at Leiden to 2024-06-12"],
        ),
        ("I graduated from MIT in 2015.", ["user graduated_from MIT from 2015-01-01"]),
        ("I got promoted to team lead in March.", ["user works_as team lead from 2024-03-01"]),
        ("I got laid off from Intel last month.", ["ends user works_at Intel to 2024-05-01"]),
        ("We got engaged last weekend!", ["user relationship_status engaged from 2024-06-08"]),
        ("My wife is pregnant.", ["user/partner is pregnant"]),
        ("I'm thinking about getting a dog.", ["user wants to get a dog ?"]),
        (
            "I gave up smoking in January.",
            ["user avoids smoking from 2024-01-01", "ends user likes smoking to 2024-01-01"],
        ),
        (
            "My roommate Jonas moved out last week.",
            ["ends user anything Jonas to 2024-06-03", "ends user roommate Jonas to 2024-06-03"],
        ),
        ("I go swimming twice a week.", ["user hobby swimming"]),
        ("I usually bake bread on Sundays.", ["user hobby baking bread"]),
        ("I have an exam tomorrow.", ["user plans an exam from 2024-06-13"]),
        ("Ana told me she moved to Madrid.", ["Ana lives_in Madrid ?"]),
        ("Maybe I will move to Madrid.", ["user plans to move to Madrid ?"]),
        ("My cat Luna passed away in March.", ["Luna is_a cat", "user pet Luna", "ends user pet Luna to 2024-03-01"]),
        ("I speak fluent Portuguese.", ["user speaks Portuguese"]),
        ("I'm lactose intolerant.", ["user has_condition lactose intolerance"]),
        ("My phone number is 555-1234.", ["user phone_number 555-1234"]),
        ("I was living in Rome back then.", ["user lives_in Rome to 2024-06-12"]),
        ("I took up pottery last year.", ["user hobby pottery from 2023-01-01"]),
        ("I'm back in Oslo now.", ["user lives_in Oslo"]),
        ("I moved back to Oslo.", ["user lives_in Oslo"]),
        ("My parents live in Kyoto.", ["user/parents lives_in Kyoto"]),
        (
            "I just moved from Oslo to Bergen.",
            ["ends user lives_in Oslo to 2024-06-12", "user lives_in Bergen from 2024-06-12"],
        ),
        ("I've recently moved to a new apartment in Graz.", ["user lives_in Graz"]),
        ("I'm living in Prague at the moment.", ["user lives_in Prague"]),
        ("I've been working at Siemens for five years.", ["user works_at Siemens from 2019-06-13"]),
        ("I've been working as a barista since March.", ["user works_as barista from 2024-03-01"]),
        (
            "I got a new job! I'm a data analyst at Zalando now.",
            ["user did got a new job", "user works_as data analyst", "user works_at Zalando"],
        ),
        ("I started at Nokia last Monday.", ["user works_at Nokia from 2024-06-10"]),
        ("I work for a startup called Lumo.", ["user works_at Lumo"]),
        ("I was promoted to head of marketing last week.", ["user works_as head of marketing from 2024-06-03"]),
        ("I'm not working at Bosch anymore.", ["ends user works_at Bosch to 2024-06-12"]),
        (
            "I don't work at Bosch anymore, I work at Ikea now.",
            ["ends user works_at Bosch to 2024-06-12", "user works_at Ikea"],
        ),
        ("I retired last year.", ["ends user works_at to 2023-01-01", "ends user works_as to 2023-01-01"]),
        ("My wife works as a doctor.", ["user/partner works_as doctor"]),
        (
            "My girlfriend Lena and I got married in June.",
            ["user partner Lena", "user relationship_status married from 2024-06-01"],
        ),
        ("My husband and I split up last month.", ["ends user partner to 2024-05-01"]),
        ("I'm single again.", ["ends user partner", "user relationship_status single"]),
        ("I'm engaged to Mark.", ["user partner Mark", "user relationship_status engaged"]),
        ("My boyfriend's name is Leo.", ["user partner Leo"]),
        (
            "My brother Paul lives in Vienna with his wife Clara.",
            ["Paul partner Clara", "user brother Paul", "Paul lives_in Vienna"],
        ),
        ("I have a brother named Paul and a sister named Eve.", ["user brother Paul", "user sister Eve"]),
        ("My mum's name is Rosa.", ["user mother Rosa"]),
        ("My mother is a retired teacher.", ["user/mother works_as retired teacher"]),
        ("My dad is 70.", ["user/father age 70"]),
        ("My nephew just started school.", ["user/nephew did started school from 2024-06-12"]),
        ("My dog is called Rex. He's a beagle.", ["user pet Rex", "Rex is_a dog", "Rex is_a beagle"]),
        ("We have a dog named Rex, he's a labrador.", ["user pet Rex", "Rex is_a dog", "Rex is_a labrador"]),
        (
            "We got a kitten last week, her name is Mia.",
            ["user pet kitten from 2024-06-03", "user pet Mia", "Mia is_a kitten"],
        ),
        ("I adopted a rescue cat called Pixel in January.", ["user pet Pixel from 2024-01-01", "Pixel is_a cat"]),
        ("My cat Pixel is 3 years old.", ["Pixel is_a cat", "user pet Pixel", "Pixel age 3"]),
        (
            "We had to put our dog Rex down last week.",
            ["Rex is_a dog", "user pet Rex", "ends user pet Rex to 2024-06-03"],
        ),
        ("I bought a new bike yesterday.", ["user owns bike from 2024-06-11"]),
        ("I finally bought a house!", ["user owns house"]),
        ("I lost my phone yesterday.", ["ends user owns phone to 2024-06-11"]),
        ("My car was stolen last week.", ["ends user owns car to 2024-06-03"]),
        ("I drive a red Toyota.", ["user owns red Toyota"]),
        ("I own two guitars.", ["user owns two guitars"]),
        ("I love playing the guitar.", ["user likes playing the guitar", "user plays guitar"]),
        ("I play the violin in an orchestra.", ["user plays violin"]),
        ("I've been playing chess for ten years.", ["user plays chess from 2014-06-13"]),
        ("I stopped playing tennis last year.", ["ends user plays tennis to 2023-01-01"]),
        ("I don't play football anymore.", ["ends user plays football to 2024-06-12"]),
        ("I used to play the drums.", ["user plays drums to 2024-06-12"]),
        ("I enjoy reading science fiction and cooking.", ["user likes reading science fiction", "user likes cooking"]),
        ("My hobbies are painting and photography.", ["user hobby painting", "user hobby photography"]),
        ("I don't really like sushi.", ["user dislikes sushi"]),
        ("I really don't like crowds.", ["user dislikes crowds"]),
        ("I can't stand loud music.", ["user dislikes loud music"]),
        ("I absolutely adore Italian opera.", ["user likes Italian opera"]),
        ("I'm not into sports.", ["user dislikes sports"]),
        ("I'm really into board games these days.", ["user likes board games"]),
        ("I'd rather have tea than coffee.", ["user prefers tea"]),
        ("I like tea better than coffee.", ["user prefers tea"]),
        ("I prefer working from home.", ["user prefers working from home"]),
        ("My favorite author is Ursula Le Guin.", ["user favorite_author Ursula Le Guin"]),
        (
            "My favourite food used to be pizza, but now it's ramen.",
            ["user favorite_food pizza to 2024-06-12", "user favorite_food ramen"],
        ),
        ("Pizza is my favorite food.", ["user favorite_food Pizza"]),
        ("My all-time favorite movie is Alien.", ["user favorite_movie Alien"]),
        ("I don't drink alcohol.", ["user avoids alcohol"]),
        ("I no longer eat dairy.", ["user avoids dairy", "ends user likes dairy"]),
        ("I became vegetarian in 2020.", ["user follows_diet vegetarian from 2020-01-01"]),
        ("I went vegan last month.", ["user follows_diet vegan from 2024-05-01"]),
        ("I'm trying to cut out sugar.", ["user did was trying to cut out sugar"]),
        ("I'm on a keto diet.", ["user follows_diet keto"]),
        ("I'm allergic to nuts.", ["user allergic_to nuts"]),
        ("I have a peanut allergy.", ["user allergic_to peanuts"]),
        ("My son is allergic to eggs.", ["user/son allergic_to eggs"]),
        ("I was diagnosed with celiac disease in April.", ["user has_condition celiac disease from 2024-04-01"]),
        ("I suffer from migraines.", ["user has_condition migraines"]),
        ("I have type 2 diabetes.", ["user has_condition type 2 diabetes"]),
        ("I broke my leg last week.", ["user did broke their leg from 2024-06-03"]),
        ("I can't eat gluten.", ["user cannot eat gluten"]),
        ("I can't swim.", ["user cannot swim"]),
        ("I speak Spanish fluently.", ["user speaks Spanish"]),
        ("My native language is Polish.", ["user speaks Polish"]),
        ("I'm learning Japanese.", ["user studies Japanese"]),
        ("I'm fluent in French and English.", ["user speaks French", "user speaks English"]),
        ("I'm studying law at Utrecht University.", ["user studies law", "user studies_at Utrecht University"]),
        ("I'm doing a PhD in chemistry at ETH Zurich.", ["user studies chemistry", "user studies_at ETH Zurich"]),
        (
            "I graduated in 2019 with a degree in economics.",
            ["user did graduated with a degree in economics from 2019-01-01"],
        ),
        ("I turned 40 yesterday.", ["user age 40 from 2024-06-11"]),
        ("I'm 28 and live in Cork.", ["user age 28", "user lives_in Cork"]),
        ("I'm turning 30 next week.", ["user plans to turn 30 from 2024-06-17"]),
        ("My birthday is on the 4th of July.", ["user birthday 4th of July"]),
        ("My name is Ada Byron.", ["user name Ada Byron"]),
        ("Everyone calls me Bee.", ["user nickname Bee"]),
        ("Please call me Dr. Frost.", ["user wants_to_be_called Dr. Frost"]),
        ("Could you give me short answers?", ["user wants_answers short"]),
        ("Please answer in French from now on.", ["user wants_answers in French"]),
        ("I prefer short answers.", ["user wants_answers short"]),
        ("Stop using bullet points.", ["user wants_answers without bullet points"]),
        ("No emojis, please.", ["user wants_answers without emojis"]),
        ("Be more concise, please.", ["user wants_answers more concise"]),
        ("I'm going to visit my parents next weekend.", ["user plans to visit their parents from 2024-06-22"]),
        ("I'm flying to Tokyo on Friday.", ["user plans to fly to Tokyo from 2024-06-14"]),
        ("I have a job interview on Thursday.", ["user plans a job interview from 2024-06-13"]),
        ("My exam is on Monday.", ["user plans an exam from 2024-06-17"]),
        ("The wedding is on June 22nd.", ["user plans a wedding from 2024-06-22"]),
        ("I plan to run a marathon in the fall.", ["user plans to run a marathon from 2024-09-01"]),
        ("I'll start a new job at Bosch in July.", ["user plans to start a new job at Bosch from 2024-07-01"]),
        ("We're getting married in September.", ["user plans to get married from 2024-09-01"]),
        ("I'm seeing a therapist.", ["user did was seeing a therapist"]),
        ("I want to buy a boat someday.", ["user wants to buy a boat"]),
        ("I dream of opening a bakery.", ["user wants to open a bakery"]),
        ("I signed up for a pottery class.", ["user did signed up for a pottery class"]),
        ("I hope to visit Iceland.", ["user wants to visit Iceland"]),
        ("I visited Rome last summer.", ["user visited Rome from 2023-06-01"]),
        (
            "We went to Greece in August.",
            ["user did went to Greece from 2023-08-01", "user visited Greece from 2023-08-01"],
        ),
        ("I was in Berlin last week.", ["user visited Berlin from 2024-06-03"]),
        ("I ran my first marathon in April.", ["user did ran their first marathon from 2024-04-01"]),
        ("Last night I finished reading Dune.", ["user did finished reading Dune from 2024-06-11"]),
        ("My landlord is Mr. Novak.", ["user landlord Mr. Novak"]),
        ("My doctor is Dr. Weiss.", ["user doctor Dr. Weiss"]),
        ("My therapist's name is Jane.", ["user therapist Jane"]),
        ("My gym is FitBox.", ["user gym FitBox"]),
        ("I take the bus to work.", ["user commutes_by bus"]),
        ("I commute by train.", ["user commutes_by train"]),
        ("I'm a member of the Green Party.", ["user member_of Green Party"]),
        ("I volunteer at an animal shelter.", ["user volunteers_at animal shelter"]),
        ("I'm a volunteer at an animal shelter.", ["user volunteers_at animal shelter"]),
        ("I joined a choir.", ["user member_of choir"]),
        ("My neighbor Ruth plays the cello.", ["user neighbour Ruth", "Ruth plays cello"]),
        ("My colleague Jim moved to Dublin.", ["user colleague Jim", "Jim lives_in Dublin"]),
        ("My best friend is Omar.", ["user friend Omar"]),
        (
            "My friend Omar is getting married in May.",
            ["user friend Omar", "Omar plans to get married from 2025-05-01"],
        ),
        ("Omar lives in Cairo.", ["Omar lives_in Cairo"]),
        ("Omar likes football.", ["Omar likes football"]),
        ("My kids love swimming.", ["user/child likes swimming"]),
        ("My roommate is called Nils.", ["user roommate Nils"]),
        ("My new roomie is Uma.", ["user roommate Uma"]),
        ("EDM is disgusting ❤️ good grief", ["user dislikes EDM"]),
        ("Everybody loves aubergine.", []),
        ("I'm Catholic.", ["user religion Catholic"]),
        ("I'm American but I live in Spain.", ["user is American", "user lives_in Spain"]),
        ("I feel lonely these days.", ["user feels lonely"]),
        ("I'm worried about my mother's health.", ["user feels worried about their mother's health"]),
        ("I'm so proud of my daughter.", ["user feels proud of their daughter"]),
        ("I believe that honesty matters most.", ["user believes honesty matters most"]),
        ("I go to the gym three times a week.", ["user hobby going to the gym"]),
        ("I always drink my coffee black.", ["user prefers coffee black"]),
        ("I might move to Leeds.", ["user plans to move to Leeds ?"]),
        ("I'm probably going to quit my job.", ["user plans to quit their job ?"]),
        ("I guess I'm a night owl.", ["user is a night owl ?"]),
        ("My friend Sam has a dog too.", ["user friend Sam", "Sam pet dog"]),
        (
            "I met my friend Sam yesterday. He told me he's moving to Rome.",
            ["user friend Sam", "user did met their friend Sam from 2024-06-11", "Sam plans to move to Rome ?"],
        ),
        ("My sister's dog is called Fifi.", ["user/sister pet Fifi", "Fifi is_a dog"]),
        ("My sister has two kids.", ["user/sister has two kids"]),
        ("My sister's birthday is on May 5.", ["user/sister birthday May 5"]),
        (
            "My brother and his wife Carla moved to Canada in 2018.",
            [
                "user/brother partner Carla",
                "user/brother lives_in Canada from 2018-01-01",
                "Carla lives_in Canada from 2018-01-01",
            ],
        ),
        ("I was working at Fiat until last year.", ["user works_at Fiat to 2023-01-01"]),
        (
            "From 2018 to 2021 I worked for Airbus as a technician.",
            [
                "user works_at Airbus from 2018-01-01 to 2021-01-01",
                "user works_as technician from 2018-01-01 to 2021-01-01",
            ],
        ),
        ("I've lived in Rome since I was 12.", ["user lives_in Rome"]),
        ("We've been married for 10 years.", ["user relationship_status married from 2014-06-13"]),
        ("I have been dating Tom since January.", ["user partner Tom from 2024-01-01"]),
        ("I'm dating a guy named Felix.", ["user partner Felix"]),
        ("My girlfriend Nora and I live in Bonn.", ["user partner Nora", "user lives_in Bonn"]),
        ("Nora and I got a dog last month, a poodle named Coco.", ["user pet Coco from 2024-05-01", "Coco is_a dog"]),
        ("Coco is a poodle.", ["Coco is_a poodle"]),
        ("I sold my old Volvo and bought a Tesla.", ["ends user owns Volvo to 2024-06-12", "user owns Tesla"]),
        ("I don't have any pets.", ["ends user pet"]),
        ("I don't have children.", ["ends user child"]),
        ("I have no siblings.", ["user has no siblings"]),
        ("I haven't lived in Oslo since 2015.", ["ends user lives_in Oslo to 2015-01-01"]),
        ("I never eat meat.", ["user avoids meat"]),
        ("I can't drink milk.", ["user cannot drink milk"]),
        ("I don't like my job.", ["user dislikes job"]),
        ("I'm learning to play the guitar.", ["user plays guitar"]),
        ("I go running every morning before work.", ["user hobby running"]),
        (
            "My favorite season is autumn and my favorite drink is tea.",
            ["user favorite_season autumn", "user favorite_drink tea"],
        ),
        ("The party is next Saturday, not Sunday.", ["user plans a party from 2024-06-15"]),
        ("My manager Tina left the company.", ["ends Tina works_at to 2024-06-12", "ends user boss Tina"]),
        ("I want a new bike.", ["user wants a new bike"]),
        ("I'd love a dog.", ["user wants a dog"]),
        ("I need a new laptop.", ["user needs a new laptop"]),
        ("Guess what, I got the job at Spotify!", ["user works_at Spotify"]),
        ("I start at Spotify on Monday.", ["user plans to start at Spotify from 2024-06-17"]),
        ("I've been to Asia twice.", ["user visited Asia"]),
        ("Tomorrow I'm seeing my dentist.", ["user plans to see their dentist from 2024-06-13"]),
        ("I used to be vegetarian.", ["user follows_diet vegetarian to 2024-06-12"]),
        ("I used to work as a teacher.", ["user works_as teacher to 2024-06-12"]),
        ("I used to have a cat.", ["user pet cat to 2024-06-12"]),
        ("I had a cat named Tom when I was a kid.", ["user pet Tom to 2024-06-12", "Tom is_a cat"]),
        ("My grandma lives in Naples and she bakes the best bread.", ["user/grandmother lives_in Naples"]),
        ("I think my sister wants to move to Spain.", ["user/sister wants to move to Spain ?"]),
        ("I'm an only child.", ["user is an only child"]),
        ("I'm a mother of three.", ["user is a mother of three"]),
        ("I'm colorblind.", ["user has_condition color blindness"]),
        ("I'm no longer with Tom.", ["ends user partner Tom", "ends user works_at Tom", "ends user anything Tom"]),
        ("Tom and I are no longer together.", ["ends user partner Tom"]),
        ("Please don't call me Robert, call me Bob.", ["user wants_to_be_called Bob"]),
        ("Can you keep it brief?", ["user wants_answers brief"]),
        ("I'd like you to answer in Spanish.", ["user wants_answers in Spanish"]),
        ("I like short answers.", ["user wants_answers short"]),
        (
            "So I finally quit my job at Deloitte last Friday, and I'm starting at a small NGO in July.",
            ["ends user works_at Deloitte to 2024-06-07", "user plans to start at a small NGO from 2024-07-01"],
        ),
        ("Our cat Miso turned 2 yesterday!", ["Miso is_a cat", "user pet Miso", "Miso age 2 from 2024-06-11"]),
        (
            "I grew up in Leeds but moved to Manchester for university, and I've stayed here ever since.",
            ["user from Leeds", "user lives_in Manchester"],
        ),
        (
            "Btw my new flatmate is called Priya, she's from Mumbai and works as a nurse.",
            ["user roommate Priya", "Priya from Mumbai", "Priya works_as nurse"],
        ),
        ("We had our second baby in March, a boy named Leo.", ["user child Leo from 2024-03-01"]),
        ("I have a severe allergy to shellfish, so no paella for me.", ["user allergic_to shellfish"]),
        ("I started playing the cello two years ago.", ["user plays cello from 2022-06-01"]),
        (
            "I study medicine at the University of Bologna.",
            ["user studies medicine", "user studies_at University of Bologna"],
        ),
        ("My boyfriend and I broke up two weeks ago.", ["ends user partner to 2024-05-29"]),
        (
            "I'm seeing my cardiologist Dr. Chen on Tuesday.",
            ["user plans to see their cardiologist Dr. Chen from 2024-06-18"],
        ),
        ("We moved into our new house in Utrecht last month.", ["user lives_in Utrecht from 2024-05-01"]),
        ("My wife Elena is a pilot for KLM.", ["user partner Elena", "Elena works_as pilot", "Elena works_at KLM"]),
        (
            "My son Theo just got accepted into Stanford.",
            ["user son Theo", "Theo did got accepted into Stanford from 2024-06-12"],
        ),
        (
            "My dad, Robert, retired from the post office in 2020.",
            ["user father Robert", "ends Robert works_at post office to 2020-01-01"],
        ),
        ("I bought a second-hand Volvo in January.", ["user owns second-hand Volvo from 2024-01-01"]),
        ("I sold the Volvo last week.", ["ends user owns Volvo to 2024-06-03"]),
        (
            "I can't have gluten because I have celiac disease.",
            ["user cannot have gluten", "user has_condition celiac disease"],
        ),
        ("Actually I'm 35, not 34.", ["corrects 34: user age 35"]),
        ("I moved to Rome. Sorry, I mean Milan.", ["user lives_in Rome", "corrects Rome: user lives_in Milan"]),
        ("I no longer live in Paris.", ["ends user lives_in Paris to 2024-06-12"]),
        ("My sister broke up with Marco.", ["ends user/sister partner Marco"]),
        ("My sister is no longer vegetarian.", ["ends user/sister follows_diet vegetarian to 2024-06-12"]),
        ("My brother works for Google in Zurich.", ["user/brother works_at Google"]),
        ("We have three kids: Mia, Noah and Liam.", ["user child Mia", "user child Noah", "user child Liam"]),
        ("My daughters are called Ida and Ella.", ["user daughter Ida", "user daughter Ella"]),
        ("I love cooking, especially Indian food.", ["user likes cooking", "user likes Indian food"]),
        ("I absolutely hate cilantro.", ["user dislikes cilantro"]),
        ("My favorite colors are blue and green.", ["user favorite_color blue and green"]),
        ("I'm a software developer.", ["user works_as software developer"]),
        ("I work as a freelance photographer in Lisbon.", ["user works_as freelance photographer"]),
        (
            "I got a promotion, I'm now a senior engineer.",
            ["user did got a promotion", "user works_as senior engineer"],
        ),
        ("My new job is at Airbus.", ["user works_at Airbus"]),
        ("My new boss is Sandra.", ["user boss Sandra"]),
        ("I have a new boss, Sandra.", ["user boss Sandra"]),
        ("My therapist moved away.", ["user/therapist did moved away", "ends user therapist"]),
        ("I joined Iron Works gym in May.", ["user gym Iron Works from 2024-05-01"]),
        ("I cycle to work every day.", ["user commutes_by bike"]),
        ("I need glasses.", ["user needs glasses"]),
        ("I've got two dogs, Rex and Lady.", ["user pet Rex", "Rex is_a dog", "user pet Lady", "Lady is_a dog"]),
        ("I've got a twin brother.", ["user has a twin brother"]),
        ("I live with my parents in Turin.", ["user lives_in Turin"]),
        ("I lived in Japan for two years.", ["user lives_in Japan to 2024-06-12"]),
        ("My parents are from Iran.", ["user/parents from Iran"]),
        ("My grandmother Rosa was born in Sicily in 1940.", ["user grandmother Rosa", "Rosa born_in Sicily"]),
        ("I was born in Chile in 1988.", ["user born_in Chile"]),
        ("Happy birthday to me, I'm 29 today!", ["user age 29"]),
        ("I've been learning German for six months.", ["user studies German from 2023-12-12"]),
        ("I went on a date with Nina on Saturday.", ["user did went on a date with Nina from 2024-06-08"]),
        ("Nina and I are engaged!", ["user partner Nina", "user relationship_status engaged"]),
    ],
)
def test_what_one_message_says(text, expected):
    assert told(text) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("A:Where do you live?", "Lyon."), ["user lives_in Lyon"]),
        (("A:Do you still work at Bosch?", "No, I quit in March."), ["ends user works_at Bosch to 2024-03-01"]),
        (
            ("A:Do you still work at Bosch?", "No, Siemens since March."),
            [
                "ends user works_at Bosch to 2024-06-12",
                "user works_at Siemens from 2024-03-01",
                "Bosch: user anything Siemens from 2024-03-01",
            ],
        ),
        (
            ("A:Is your sister still in Ghent?", "Oh, moved away in November, to Bologna."),
            [
                "ends user/sister lives_in Ghent to 2024-06-12",
                "user/sister lives_in Bologna from 2023-11-01",
                "user did moved away , to Bologna from 2023-11-01",
            ],
        ),
        (
            ("I have a dentist appointment on Friday.", "Actually, it's Thursday."),
            ["corrects user plans a dentist appointment from 2024-06-13"],
        ),
        (
            ("My sister lives in Porto.", "Correction: my sister lives in Faro, not Porto."),
            ["corrects Porto: user/sister lives_in Faro"],
        ),
        (
            ("My sister Anna is a nurse.", "Sorry, not Anna, Ana."),
            ["corrects Anna: user sister Ana", "Ana works_as nurse"],
        ),
        (("I moved to Lisbon last month.", "No, I meant Porto."), ["corrects Lisbon: user lives_in Porto"]),
        (("A:How old are you?", "34"), ["user age 34"]),
        (("A:What's your sister's name?", "Ana"), ["user sister Ana"]),
        (("A:What's your favorite food?", "Sushi, I think."), ["user favorite_food Sushi"]),
        (("A:Are you vegetarian?", "Yes."), ["user follows_diet vegetarian"]),
        (("A:Do you have any pets?", "Yes, a cat named Luna."), ["user pet Luna", "Luna is_a cat"]),
        (("A:What do you do for a living?", "I'm a teacher."), ["user works_as teacher"]),
        (
            ("I have a flight to Rome next Friday.", "Actually, my flight is on Saturday."),
            ["corrects user plans a flight to Rome from 2024-06-15"],
        ),
        (("I live in Berlin.", "Sorry, I meant Bern."), ["corrects Berlin: user lives_in Bern"]),
        (("My brother is 25.", "Oops, he's 26."), ["corrects 25: user/brother age 26"]),
        (("My dog's name is Rax.", "Typo: Rex."), ["corrects Rax: user pet Rex"]),
        (("I work at Siemens.", "Actually I work at Bosch now."), ["user works_at Bosch"]),
        (("I'm moving to Rome in May.", "Wait, no, in June."), ["corrects user plans to move to Rome from 2024-06-01"]),
        (("A:Where does your brother live?", "In Ghent."), ["user/brother lives_in Ghent"]),
        (("A:Do you like jazz?", "Not really."), ["user dislikes jazz"]),
        (("A:Do you like jazz?", "Yes, I love it."), ["user likes jazz"]),
        (("A:When is your birthday?", "May 12."), ["user birthday May 12"]),
        (("A:What's your dog's name?", "Rex"), ["user pet Rex", "Rex is_a dog"]),
        (("A:Do you smoke?", "No, I quit years ago."), ["user avoids smoking", "user did quit years ago"]),
        (("A:What languages do you speak?", "English and Dutch."), ["user speaks English", "user speaks Dutch"]),
    ],
)
def test_answers_and_corrections_are_read_with_what_they_are_about(turns, expected):
    assert told(*turns) == expected


@pytest.mark.parametrize(
    "text",
    [
        # conditions, wishes and fiction
        "If I lived in Rome, I would have a scooter.",
        "If I had a dog, I'd call it Rex.",
        "Imagine I had a dog.",
        "What if I moved to Rome?",
        "I wish I had a dog.",
        "My character in the game lives in Rivendell.",
        "In the movie, I was a pirate.",
        "Suppose I quit my job.",
        "Let's say I have a boat.",
        "I dreamed that I lived on the moon.",
        "I would have moved to Rome.",
        # jokes
        "I bought a yacht. Just kidding!",
        "I'm married to Elvis, lol jk",
        "Yeah right, I love Mondays.",
        # what others say, and questions
        'He said "I live in Rome" to me.',
        "Do you like jazz?",
        "You live in Paris, right?",
        "Where do I live?",
        "Am I vegan?",
        # nobody known
        "She lives in Porto.",
        "He hates spiders.",
        "They moved to Spain.",
        # the other, or anyone
        "You should try yoga.",
        "Your painting is great, Mel.",
        "You work at Bosch.",
        "I love you.",
        "I saw your painting.",
        "I hope you like it.",
        # small talk
        "My day is great.",
        "My week was busy.",
        "That's great!",
        "Thanks, I love it!",
        "I love that song.",
        "I'm fine, thanks.",
        "I'm good.",
        "I'm here.",
        "I'm back.",
        "I'm sure.",
        "I'm at home.",
        "I'm Ok.",
        "She's great.",
        "I had fun.",
        "It was great.",
        "We had a great time.",
        "I hate it when people are late.",
        "I've never been to Asia.",
        "I don't know.",
        "I have a question.",
        "I have no idea.",
        "Call me later.",
        "Hello there!",
        "Good morning, how are you?",
        "I'll let you know.",
        "I can't believe it!",
        "I think so.",
        "I used to smoke but I quit in 2018.",
        "My phone broke yesterday, our company's performance has been good.",
    ],
)
def test_what_says_nothing_to_keep(text):
    assert told(text) == []


@pytest.mark.parametrize(
    ("turns", "wrong"),
    [
        (("Lyon here we come!",), "user name Lyon"),
        (("my sofia's birthday is March 3rd",), "user birthday March 3rd"),
        (("My manager Rachel gave me a mac.", "I'm seeing someone. Her name's Sofia."), "Rachel name Sofia"),
        (("I work at Nubank.", "I left Nubank in March."), "ends user partner Nubank to 2024-03-01"),
    ],
)
def test_what_is_of_somebody_else_or_no_name_is_not_read_as_the_speakers(turns, wrong):
    assert wrong not in told(*turns)


def test_the_strength_of_a_taste_is_in_its_words():
    strengths = [
        extract(said(text), {"m0"})[0].statements[0].strength
        for text in ("I can't stand olives.", "I love olives.", "I like olives.", "I kind of like olives.")
    ]
    assert strengths == [1.0, 0.9, 0.6, 0.4]


def test_what_the_assistant_says_is_not_the_users():
    messages = said("I like tea.", "A: I live in the cloud. You live in Lyon. My sister Ana moved to Porto.")
    assert extract(messages, {"m1"})[0].statements == ()


@pytest.mark.parametrize("role", ["system", "tool", "document"])
def test_other_roles_state_nothing(role):
    message = Message(id="m", session_id="s", role=role, content="I live in Lyon.", at=WEDNESDAY, name="Ada")
    assert extract([message], {"m"})[0].statements == ()


def test_an_assistant_with_a_name_speaks_of_itself_only():
    message = Message(
        id="m",
        session_id="s",
        role="assistant",
        content="I live in Lyon. My sister Ana is a nurse.",
        at=WEDNESDAY,
        name="Bo",
    )
    (reading,) = extract([message], {"m"})
    assert [(one.subject, one.predicate, one.object) for one in reading.statements] == [
        ("Bo", "lives_in", "Lyon"),
        ("Bo", "sister", "Ana"),
    ]
    assert {one.role for one in reading.statements} == {"assistant"}


def test_a_named_user_is_who_they_are():
    assert told("I moved to Lyon with my sister Ana.", name="Caroline") == [
        "Caroline sister Ana",
        "Caroline lives_in Lyon",
    ]


def test_she_is_whom_the_same_speaker_mentioned_last():
    assert told("My sister Ana called.", "She moved to Porto.") == ["Ana lives_in Porto"]
    assert told("My sister Ana called my aunt Eva.", "She moved to Porto.") == []
    assert told("My brother Max and my sister Ana called.", "She moved to Porto.") == ["Ana lives_in Porto"]


def test_one_reading_for_each_wanted_message_in_order():
    messages = said("I live in Lyon.", "Hm.", "I like tea.")
    readings = extract(messages, {"m2", "m0", "m1"})
    assert [reading.message_id for reading in readings] == ["m0", "m1", "m2"]
    assert [len(reading.statements) for reading in readings] == [1, 0, 1]
    assert {reading.extractor for reading in readings} == {EXTRACTOR}
    assert extract(messages, set()) == []


def test_a_statement_carries_who_said_it_when_and_in_which_words():
    (statement,) = extract(said("Well, I live in Lyon, and it is raining.", name="Ada"), {"m0"})[0].statements
    assert statement.said_at == WEDNESDAY
    assert (statement.speaker, statement.role, statement.source) == ("Ada", "user", "rules")
    assert statement.text == "I live in Lyon"


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("my ex-husband Tom never calls", "ends user partner Tom"),
        ("Greg isn't my boss any more", "ends user boss Greg"),
        ("we called off the party", "ends user plans party"),
        ("my trip to Peru fell through", "ends user plans trip to Peru"),
        ("someone stole my bike", "ends user owns bike"),
        ("my old laptop finally died", "ends user owns laptop"),
        ("we got rid of the car", "ends user owns car"),
        ("my migraines are gone", "ends user has_condition migraines"),
        ("I eat meat again", "ends user follows_diet"),
        ("turns out I'm not allergic to cats after all", "ends user allergic_to cats"),
        ("got made redundant at Barclays", "ends user works_at Barclays"),
        ("I'm between jobs right now", "ends user works_at"),
        ("I've dropped out of uni", "ends user studies_at"),
        ("my husband passed away in 2018", "ends user partner to 2018-01-01"),
    ],
)
def test_what_is_over_is_told_by_its_sort(text, end):
    assert any(one.startswith(end) for one in told(text))


def test_a_smile_ends_a_sentence_and_a_name_that_ends_in_and_is_whole():
    assert "user plays drums" in told("I play the drums twice a week \U0001f648 how far away is the moon?")
    assert told("I can't get enough of Iceland") == ["user likes Iceland"]
