package dev.carillon.e2e.play;

import dev.carillon.e2e.harness.Frame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request that changes something, from before it is sent until its outcome is known.
final class Attempt {
    private final Model model;
    private final List<Register.Write<?>> writes = new ArrayList<>();
    private final List<Message.Version> texts = new ArrayList<>();

    Attempt(Model model) {
        this.model = model;
    }

    <V> Attempt write(Register<V> register, V value) {
        synchronized (model) {
            writes.add(register.begin(value));
        }
        return this;
    }

    /// The request carries this text of a message.
    Attempt tells(Message message, Message.Version text) {
        texts.add(text);
        return write(message.text, text);
    }

    /// The text comes with a file.
    void carries(Upload upload) {
        synchronized (model) {
            texts.forEach(upload::sentIn);
        }
    }

    /// Only when a condition holds.
    <V> Attempt write(boolean when, Register<V> register, V value) {
        return when ? write(register, value) : this;
    }

    /// @param answer null when the connection ended before it came
    void end(@Nullable Frame answer) {
        if (answer == null) {
            model.unknown(this);
        } else {
            settle(!answer.t().equals("error"));
        }
    }

    void settle(boolean done) {
        synchronized (model) {
            long now = System.nanoTime();
            for (Register.Write<?> write : writes) {
                if (done) {
                    write.done(now);
                } else {
                    write.refused();
                }
            }
            texts.forEach(text -> text.answered(now));
        }
    }

    /// Whatever has not happened by now never will.
    void close(long now) {
        writes.forEach(write -> write.unknown(now));
        texts.forEach(text -> text.answered(now));
    }
}
