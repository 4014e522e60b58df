"""What is done to messages: written, looked at in the outbox, sent, and not wished for."""
