package dev.kizuki.embedded.bench;

import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.mqtt.ImagePublisher;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Publishes images of a few devices at QoS 1, many at once. */
final class LoadGenerator implements AutoCloseable {
  private static final int IN_FLIGHT = 90;
  private static final int DEVICES = 16;
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final ImagePublisher publisher;
  private final Semaphore room = new Semaphore(IN_FLIGHT);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /** Which image comes next, and who is told before it goes. */
  interface Source {
    byte[] image(long number);

    /**
     * @param id of the event that will be made of it
     */
    void sent(long number, String id);
  }

  LoadGenerator(MqttAccess access) throws InterruptedException {
    publisher =
        new ImagePublisher(
            new PahoPort(), access, "bench-load", new DeviceTopic("devices/{device}/images"));
    publisher.connect(TIMEOUT);
  }

  /**
   * Publishes so many images; returns when the broker has them all.
   *
   * @param rate images a second; infinite: as fast as the broker takes them
   */
  void publish(long images, double rate, Source source) throws InterruptedException {
    long start = System.nanoTime();
    for (long i = 0; i < images; i++) {
      if (Double.isFinite(rate)) {
        TimeUnit.NANOSECONDS.sleep(start + (long) (i / rate * 1e9) - System.nanoTime());
      }
      room.acquire();
      long number = i;
      String device = "camera-" + i % DEVICES;
      var unused = // the callback tells
          publisher
              .publishAsync(
                  device, source.image(i), sequence -> source.sent(number, device + "/" + sequence))
              .whenComplete(
                  (done, e) -> {
                    if (e != null) {
                      failure.compareAndSet(null, e);
                    }
                    room.release();
                  });
      Throwable failed = failure.get();
      if (failed != null) {
        throw new IllegalStateException("the MQTT broker did not take an image", failed);
      }
    }
    room.acquire(IN_FLIGHT);
    room.release(IN_FLIGHT);
  }

  @Override
  public void close() {
    publisher.close();
  }
}
