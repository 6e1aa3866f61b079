package dev.kizuki.stream.mqtt.paho;

import dev.kizuki.stream.mqtt.Refusal;
import dev.kizuki.stream.mqtt.RefusedException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.jspecify.annotations.Nullable;

/** The publications of one connection that the broker has not acknowledged. */
final class PendingPublications {
  private final BrokerPackets answers;
  private final Set<Completion> pending = ConcurrentHashMap.newKeySet();

  PendingPublications(BrokerPackets answers) {
    this.answers = answers;
  }

  /** Adds a publication, and returns the listener that completes it. */
  MqttActionListener add(String topic, CompletableFuture<Void> done) {
    Completion completion = new Completion(topic, done);
    pending.add(completion);
    var unused = // the caller has the same future
        done.whenComplete((nothing, failure) -> pending.remove(completion));
    return completion;
  }

  /** Fails all that are left. Paho forgets some of them when a connection is lost. */
  void fail(String reason) {
    for (Completion each : pending) {
      each.done.completeExceptionally(
          new IllegalStateException("not acknowledged, the connection is lost: " + reason));
    }
  }

  private final class Completion implements MqttActionListener {
    private final String topic;
    private final CompletableFuture<Void> done;

    Completion(String topic, CompletableFuture<Void> done) {
      this.topic = topic;
      this.done = done;
    }

    @Override
    public void onSuccess(@Nullable IMqttToken token) {
      Optional<Refusal> refusal =
          token == null ? Optional.empty() : answers.takeRefusedPublication(token.getMessageId());
      if (refusal.isPresent()) {
        done.completeExceptionally(new RefusedException(topic, refusal.get()));
      } else {
        done.complete(null);
      }
    }

    @Override
    public void onFailure(@Nullable IMqttToken token, @Nullable Throwable e) {
      done.completeExceptionally(e == null ? new IllegalStateException("not published") : e);
    }
  }
}
