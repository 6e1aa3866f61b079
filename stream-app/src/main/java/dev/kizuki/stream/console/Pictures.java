package dev.kizuki.stream.console;

import dev.kizuki.image.Dimensions;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.kafka.RecordGoneException;
import dev.kizuki.stream.kafka.RecordReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Fetches pictures from Kafka when somebody looks at them. Two threads, each with a consumer and a
 * decoder of its own, bound the memory. Requests for the same picture at the same time share one
 * fetch, and the pictures used last stay in memory. Thread-safe.
 */
final class Pictures implements AutoCloseable {
  private static final int WORKERS = 2;
  private static final int WAITING = 500;
  private static final long CACHE_BYTES = 64L << 20;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(6);
  private static final String[] EVIDENCE_HEADERS = {
    "kizuki-full", "X-Kizuki-Full",
    "kizuki-method", "X-Kizuki-Method",
    "kizuki-grid", "X-Kizuki-Grid",
    "kizuki-image", "X-Kizuki-Image"
  };

  private final PictureCache cache = new PictureCache(CACHE_BYTES);
  private final Map<String, CompletableFuture<Picture>> running = new ConcurrentHashMap<>();
  private final BlockingQueue<Worker> workers = new ArrayBlockingQueue<>(WORKERS);
  private final ThreadPoolExecutor threads;

  /** The reader and the encoder of one thread. */
  private record Worker(RecordReader reader, PictureEncoder encoder) {
    /** Reads a record; fails with {@link Problem} if it is gone or Kafka does not answer. */
    ConsumerRecord<String, byte[]> record(RecordPlace place) {
      try {
        return reader.read(place.topic(), place.partition(), place.offset());
      } catch (RecordGoneException e) {
        throw Problem.of(
            410,
            "Kafka no longer holds this picture (%s-%d@%d)"
                .formatted(place.topic(), place.partition(), place.offset()),
            "Raise the retention of the topic '%s' to keep pictures longer."
                .formatted(place.topic()));
      } catch (KafkaException e) {
        throw Problem.later(
            503,
            "Kafka cannot be read: " + e.getMessage(),
            "Try again; check the brokers, and that the user may READ the topic.",
            5);
      }
    }
  }

  Pictures(ConsoleClients clients, ImageLimits limits, Supplier<Set<Dimensions>> rawSizes) {
    for (int i = 0; i < WORKERS; i++) {
      int number = i;
      workers.add(
          new Worker(
              new RecordReader(() -> clients.records(number)),
              new PictureEncoder(limits, rawSizes)));
    }
    threads =
        new ThreadPoolExecutor(
            WORKERS,
            WORKERS,
            0,
            TimeUnit.MILLISECONDS,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
              Thread thread = new Thread(task, "console-pictures");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Fetches the image of a device and encodes it again.
   *
   * @param side the longest side in pixels; 0 keeps the size
   * @return fails with {@link Problem} if Kafka no longer holds it, or if it is no image
   */
  CompletableFuture<Picture> image(RecordPlace place, int side) {
    return fetch(
        place + "/" + side,
        worker -> worker.encoder.encode(value(worker.record(place), place), side));
  }

  /** Fetches a heat map as it is: only this service writes its topic. */
  CompletableFuture<Picture> evidence(RecordPlace place) {
    return fetch(
        place.toString(),
        worker -> {
          ConsumerRecord<String, byte[]> record = worker.record(place);
          Map<String, String> headers = new HashMap<>();
          for (int i = 0; i < EVIDENCE_HEADERS.length; i += 2) {
            String name = EVIDENCE_HEADERS[i + 1];
            ImageHeaders.shortText(record.headers(), EVIDENCE_HEADERS[i])
                .filter(text -> text.matches("[\\x20-\\x7e]*"))
                .ifPresent(text -> headers.put(name, text));
          }
          return new Picture(value(record, place), "image/png", headers);
        });
  }

  private static byte[] value(ConsumerRecord<String, byte[]> record, RecordPlace place) {
    if (record.value() == null) {
      throw Problem.of(
          410, "the record %s is empty".formatted(place), "There is nothing to show any more.");
    }
    return record.value();
  }

  private CompletableFuture<Picture> fetch(String key, Function<Worker, Picture> work) {
    Picture known = cache.get(key).orElse(null);
    if (known != null) {
      return CompletableFuture.completedFuture(known);
    }
    CompletableFuture<Picture> result = new CompletableFuture<>();
    CompletableFuture<Picture> other = running.putIfAbsent(key, result);
    if (other != null) {
      return other;
    }
    try {
      threads.execute(() -> run(key, work, result));
    } catch (RejectedExecutionException e) {
      running.remove(key);
      result.completeExceptionally(
          Problem.later(503, "too many pictures are being fetched", "Try again.", 2));
    }
    return result;
  }

  private void run(String key, Function<Worker, Picture> work, CompletableFuture<Picture> result) {
    try {
      Worker worker = workers.take();
      try {
        Picture picture = work.apply(worker);
        cache.put(key, picture);
        running.remove(key);
        result.complete(picture);
      } finally {
        workers.add(worker);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running.remove(key);
      result.completeExceptionally(e);
    } catch (RuntimeException | Error e) {
      running.remove(key);
      result.completeExceptionally(e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      var unused = threads.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    workers.forEach(worker -> worker.reader.close());
  }
}
