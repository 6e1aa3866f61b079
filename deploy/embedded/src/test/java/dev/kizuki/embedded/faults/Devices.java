package dev.kizuki.embedded.faults;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.ConnectionFailedException;
import com.hivemq.client.mqtt.exceptions.MqttClientStateException;
import com.hivemq.client.mqtt.exceptions.MqttSessionExpiredException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5MessageException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Devices that count their images, and send each at QoS 1 until the broker acknowledges it: what
 * they were told is accepted is what must not be lost.
 */
final class Devices implements AutoCloseable {
  private final int port;
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Accepted> accepted = new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;

  /**
   * An image that the broker acknowledged.
   *
   * @param nanos when
   */
  record Accepted(String id, long nanos) {}

  /**
   * @param rate images a second of each
   * @param skew added to their clocks, in seconds
   */
  Devices(int port, int count, double rate, long skew, byte[] image) {
    this.port = port;
    for (int i = 0; i < count; i++) {
      String name = "device-%d-%d".formatted(i, System.nanoTime());
      Thread thread = new Thread(() -> run(name, rate, skew, image), name);
      threads.add(thread);
      thread.start();
    }
  }

  private void run(String name, double rate, long skew, byte[] image) {
    Mqtt5BlockingClient client =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier(name)
            .serverHost("127.0.0.1")
            .serverPort(port)
            .buildBlocking();
    try {
      for (long number = 1; !stopping; number++) {
        Thread.sleep((long) (1000 / rate)); // the pace of a camera
        while (!sent(client, name, number, skew, image)) {
          Thread.sleep(100);
        }
        accepted.add(new Accepted(name + "/" + number, System.nanoTime()));
      }
      client.disconnect();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean sent(
      Mqtt5BlockingClient client, String name, long number, long skew, byte[] image) {
    try {
      if (!client.getState().isConnected()) {
        client.connectWith().cleanStart(true).sessionExpiryInterval(0).keepAlive(5).send();
      }
      client.publish(
          Mqtt5Publish.builder()
              .topic("devices/%s/images".formatted(name))
              .qos(MqttQos.AT_LEAST_ONCE)
              .payload(image)
              .userProperties()
              .add("sequence", Long.toString(number))
              .add("captured-at", Instant.now().plusSeconds(skew).toString())
              .applyUserProperties()
              .build());
      return true;
    } catch (Mqtt5MessageException
        | MqttClientStateException
        | MqttSessionExpiredException
        | ConnectionFailedException
        | ConnectionClosedException e) {
      return false;
    }
  }

  /** Lets each finish the image at hand; all that the broker acknowledged. */
  List<Accepted> stop() throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      thread.join();
    }
    return List.copyOf(accepted);
  }

  int accepted() {
    return accepted.size();
  }

  @Override
  public void close() {
    stopping = true;
    threads.forEach(Thread::interrupt);
  }
}
