package dev.kizuki.stream.webhook;

import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.config.Webhook;
import dev.kizuki.stream.incident.IncidentEvent;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.metrics.WebhookMeters;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Tells one webhook about the changes of incidents, one after the other in their order, in a thread
 * of its own. The Kafka topic is the outbox: an offset is committed after the receiver took the
 * change, or after it was dropped. So a change is sent at least once, and twice only if the service
 * was killed between the answer and the commit.
 */
final class WebhookOutbox implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookOutbox.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long PAUSE_MS = 1000;
  private static final long STOP_TIMEOUT_MS = 5_000;

  private final Webhook hook;
  private final String topic;
  private final Consumer<String, byte[]> consumer;
  private final WebhookRequests requests;
  private final WebhookSender sender;
  private final WebhookMeters meters;
  private final Thread thread;
  private final Deque<ConsumerRecord<String, byte[]>> waiting = new ArrayDeque<>();
  private @Nullable CompletableFuture<String> onItsWay;
  private volatile boolean closed;

  /**
   * @param consumer a consumer without automatic commits; this object closes it
   */
  WebhookOutbox(
      Webhook hook,
      String topic,
      Consumer<String, byte[]> consumer,
      WebhookRequests requests,
      WebhookSender sender,
      WebhookMeters meters) {
    this.hook = hook;
    this.topic = topic;
    this.consumer = consumer;
    this.requests = requests;
    this.sender = sender;
    this.meters = meters;
    this.thread = new Thread(this::run, "webhook-" + hook.name());
  }

  void start() {
    thread.start();
  }

  private void run() {
    try (consumer) {
      consumer.subscribe(List.of(topic), new Rebalance());
      while (!closed) {
        if (!work()) {
          Thread.sleep(PAUSE_MS);
        }
      }
      stopSending();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns false if a pause should follow. */
  private boolean work() {
    try {
      settle();
      send();
      if (waiting.isEmpty()) {
        consumer.resume(consumer.paused());
      } else {
        // polls without reading: the consumer stays in its group while a receiver is away
        consumer.pause(consumer.assignment());
      }
      consumer.poll(POLL).forEach(waiting::add);
      return true;
    } catch (WakeupException e) {
      LOG.debug("the consumer was woken up to stop");
      return true;
    } catch (RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("webhook", hook.name())
          .log("incidents cannot be read or committed, trying again: {}", e.toString());
      return false;
    }
  }

  /** Commits the first waiting record if its request ended. */
  private void settle() {
    if (onItsWay == null || !onItsWay.isDone()) {
      return;
    }
    String failure = onItsWay.join();
    if (failure.isEmpty()) {
      meters.sent();
    } else {
      drop(waiting.element(), failure);
    }
    onItsWay = null;
    done(waiting.remove());
  }

  /** Sends the first waiting record that the webhook wants. */
  private void send() {
    Map<TopicPartition, OffsetAndMetadata> unwanted = new HashMap<>();
    while (onItsWay == null && !waiting.isEmpty()) {
      ConsumerRecord<String, byte[]> record = waiting.element();
      HttpRequest request = request(record);
      if (request == null) {
        unwanted.put(partition(record), new OffsetAndMetadata(record.offset() + 1));
        waiting.remove();
      } else {
        onItsWay = sender.send(request);
      }
    }
    if (!unwanted.isEmpty()) {
      consumer.commitSync(unwanted);
    }
  }

  /** The request for a record; null if there is nothing to send. */
  private @Nullable HttpRequest request(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return null;
    }
    try {
      IncidentEvent event = IncidentJson.read(record.value(), IncidentEvent.class);
      return wants(event) ? requests.of(event, record.value()) : null;
    } catch (JacksonException
        | IllegalArgumentException
        | WebhookTemplate.TemplateException
        | ConfigurationException e) {
      drop(record, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private boolean wants(IncidentEvent event) {
    return hook.events().contains(WebhookValues.change(event))
        && (hook.kinds().isEmpty()
            || hook.kinds().contains(WebhookValues.kind(event.data().incident())));
  }

  private void drop(ConsumerRecord<String, byte[]> record, String reason) {
    meters.dropped();
    LOG.atError()
        .addKeyValue("webhook", hook.name())
        .addKeyValue("incident", String.valueOf(record.key()))
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .log("the webhook does not get a change of an incident: {}", reason);
  }

  private void done(ConsumerRecord<String, byte[]> record) {
    consumer.commitSync(Map.of(partition(record), new OffsetAndMetadata(record.offset() + 1)));
  }

  private static TopicPartition partition(ConsumerRecord<String, byte[]> record) {
    return new TopicPartition(record.topic(), record.partition());
  }

  private void stopSending() {
    if (onItsWay != null) {
      onItsWay.cancel(true);
      onItsWay = null;
    }
  }

  private final class Rebalance implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      ConsumerRecord<String, byte[]> first = waiting.peek();
      if (first != null && partitions.contains(partition(first))) {
        // the other instance sends it
        stopSending();
      }
      waiting.removeIf(record -> partitions.contains(partition(record)));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      // a new group begins at the end; without this commit it would begin there again
      Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
      partitions.forEach(
          each -> positions.put(each, new OffsetAndMetadata(consumer.position(each))));
      if (!positions.isEmpty()) {
        consumer.commitSync(positions);
      }
    }
  }

  /** Stops. A request on its way is sent again after the next start. */
  @Override
  public void close() {
    closed = true;
    if (thread.getState() == Thread.State.NEW) {
      consumer.close();
    }
    consumer.wakeup();
    try {
      thread.join(STOP_TIMEOUT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
