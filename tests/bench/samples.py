"""Small made-up files in the official formats (each loader's docstring says where those are described)."""

import json


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def locomo():
    turns = [
        {"speaker": "Ada ", "dia_id": "D1:1", "text": "I adopted a beagle."},
        {"speaker": "Ben", "dia_id": "D1:2", "text": "Look!", "blip_caption": "a photo of a cello", "img_url": ["u"]},
    ]
    later = [{"speaker": "Ada", "dia_id": f"D11:{n}", "text": f"Turn {n}."} for n in range(1, 27)]
    questions = [
        {"question": "What did Ada adopt?", "answer": "a beagle", "evidence": ["D1:1"], "category": 4},
        {"question": "Which year?", "answer": 2022, "evidence": ["D1:2; D11:17"], "category": 2},
        {"question": "All of it?", "answer": "x", "evidence": ["D:11:26", "D11:05", "D11:05"], "category": 1},
        {"question": "Nowhere?", "answer": "x", "evidence": ["D", "D7:1"], "category": 3},
        {"question": "What did Ben adopt?", "adversarial_answer": "a beagle", "evidence": ["D1:1"], "category": 5},
    ]
    conversation = {
        "speaker_a": "Ada",
        "speaker_b": "Ben",
        "session_11_date_time": "12:09 am on 13 September, 2023",
        "session_11": later,
        "session_1_date_time": "1:56 pm on 8 May, 2023",
        "session_1": turns,
        "session_99_date_time": "1:56 pm on 8 May, 2024",
    }
    return [{"sample_id": "conv-1", "conversation": conversation, "qa": questions, "observation": {}}]


def prefeval(folder, *, topics=3, each=10):
    for topic in range(topics):
        plain = [
            {"preference": f"I avoid thing {topic}-{n} kayaks", "question": f"Where {topic} {n}?", "explanation": "e"}
            for n in range(each)
        ]
        choices = [
            item
            | {
                "implicit_query": "q",
                "options": ["a", "b"],
                "aligned_op": "a",
                "conversation": {
                    "query": f"Ideas {topic} {n}?",
                    "assistant_options": "1. a 2. b",
                    "user_selection": f"Option 1, no thing {topic}-{n}",
                    "assistant_acknowledgment": "I see.",
                },
            }
            for n, item in enumerate(plain)
        ]
        personas = [
            item
            | {
                "persona": "a sailor",
                "conversation": {
                    "0": {"user": "Good evening.", "assistant": "Kayaks? I avoid nothing."},
                    "1": {"user": "By the way, I avoid kayaks.", "assistant": "Noted."},
                    "2": {"user": "Thanks for the tips on kayaks.", "assistant": "Welcome."},
                },
            }
            for item in plain
        ]
        options = [item | {"classification_task_options": ["right", "w1", "w2", "w3"]} for item in plain]
        write(folder / f"explicit_preference/topic{topic}.json", plain)
        write(folder / f"implicit_preference/choice-based/topic{topic}.json", choices)
        write(folder / f"implicit_preference/persona-driven/topic{topic}.json", personas)
        write(folder / f"mcq_options/topic{topic}.json", options)
    chat = [{"role": r, "content": f"{r} filler {n}\x00"} for n in range(6) for r in ("user", "assistant")]
    write(folder / "filtered_inter_turns.json", [{"conversation_id": "c", "conversation": chat}])
    return folder


def longmemeval():
    def record(id_, **fields):
        return {
            "question_id": id_,
            "question_type": "single-session-user",
            "question": "What is my dog called?",
            "answer": "Biscuit",
            "question_date": "2023/05/30 (Tue) 23:40",
            "haystack_session_ids": ["s1", "answer_1", "s1"],
            "haystack_dates": ["2023/05/20 (Sat) 02:21", "2023/05/21 (Sun) 02:21", "2023/05/22 (Mon) 02:21"],
            "haystack_sessions": [
                [{"role": "user", "content": "Hello."}, {"role": "assistant", "content": ""}],
                [
                    {"role": "user", "content": "My dog Biscuit is ill.", "has_answer": True},
                    {"role": "assistant", "content": "Poor Biscuit.", "has_answer": False},
                ],
                [{"role": "user", "content": "Hello."}],
            ],
            "answer_session_ids": ["answer_1"],
        } | fields

    late = {"question_date": "2023/05/01 (Mon) 10:00", "answer": 7}
    return [record("q1"), record("q2_abs"), record("q3", **late)]


def personamem(folder):
    header = (
        "persona_id,question_id,question_type,topic,user_question_or_message,correct_answer,all_options,"
        "shared_context_id,end_index_in_shared_context\n"
    )
    options = "\"['(a) Tea.', '(b) Coffee, as you like it.', '(c) Milk.', '(d) Rum.']\""
    rows = f"0,q1,recall_facts,drinks,What shall I drink?,(b),{options},ctx,3\n"
    rows += f"0,q2,recall_facts,drinks,And now?,(a),{options},ctx,5\n"
    turns = [
        {"role": "system", "content": "Current user persona: Ada"},
        {"role": "user", "content": "User: I like coffee."},
        {"role": "assistant", "content": "Assistant: Noted."},
        {"role": "system", "content": "Current user persona: Ada"},
        {"role": "user", "content": "User: I have switched to tea."},
    ]
    write(folder / "questions_32k.csv", header + rows)
    write(folder / "shared_contexts_32k.jsonl", json.dumps({"ctx": turns}) + "\n")
    return folder


def memorybank(folder, *, language="en", name=" Ada "):
    history = {"2023-04-27": [{"query": "I am Ada.", "response": "Hello, Ada."}]}
    about = {"name": name, "summary": {}, "personality": {}, "overall_history": "", "history": history}
    write(folder / f"memory_bank_{language}.json", {name: about | {"meta_information": {"hobbies": "chess"}}})
    write(folder / f"probing_questions_{language}.jsonl", json.dumps({name.strip(): ["Who am I?"]}) + "\n")
    return folder


def beam(folder, *, shape="repository"):
    turns = [
        [
            {"role": "user", "id": 0, "time_anchor": "March-15-2024", "content": "I use Flask. ->-> 1,1"},
            {"role": "assistant", "id": 1, "content": "Good."},
        ],
        [{"role": "user", "id": 2, "content": "The sprint ends on March 29. ->-> 1,2"}],
    ]
    later = [[{"role": "user", "id": 3, "time_anchor": "April-02-2024", "content": "I have never used Flask."}]]
    chat = [{"batch_number": 1, "turns": turns}, {"batch_number": 2, "turns": later}]
    shapes = {
        "repository": chat,
        "hub": [[message for group in batch["turns"] for message in group] for batch in chat],
        "plans": [{"plan-0": chat[:1]}, {"plan-1": chat[1:]}],
    }
    probes = {
        "abstention": [{"question": "Who is my boss?", "ideal_response": "There is no information.", "rubric": []}],
        "contradiction_resolution": [
            {
                "question": "Do I use Flask?",
                "ideal_answer": "You said both.",
                "source_chat_ids": {"first_statement": [0], "second_statement": [3]},
            }
        ],
        "information_extraction": [
            {"question": "When does the sprint end?", "answer": "March 29", "source_chat_ids": [2, 2]}
        ],
    }
    write(folder / "100K/1/chat.json", shapes[shape])
    write(folder / "100K/1/probing_questions/probing_questions.json", probes)
    return folder
