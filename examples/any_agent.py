"""Memory around any chat model: recall before it, remember after it. Run it: it needs no model and no network.

Replace `model` by the call to yours; it takes and gives what chat APIs do.
"""

import tempfile

from pllm_memory import Memory


def model(messages: list[dict[str, str]]) -> str:
    """Stands in for a chat model: says how much it was shown."""
    return f"(I was shown {len(messages)} messages, {sum(len(m['content']) for m in messages)} characters.)"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Memory(f"sqlite:///{folder}") as memory:
        ada = memory.for_user("ada")
        for session, turn in (
            ("monday", "I moved to Lyon in May, to the fourth floor."),
            ("monday", "And I can't eat sesame, remember that."),
            ("friday", "Which city do I live in?"),
            ("friday", "Can you recommend something for dinner?"),
        ):
            recalled = [hit.text for hit in ada.recall(turn).hits if hit.role == "user"]
            answer = model(ada.prompt(turn))
            ada.remember(
                [{"role": "user", "content": turn}, {"role": "assistant", "content": answer}], session_id=session
            )
            print(f"> {turn}\n  recalled: {' / '.join(recalled) or 'nothing'}\n  {answer}")


if __name__ == "__main__":
    main()
