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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import java.util.function.LongFunction;

/**
 * Devices that number their images and send each one at QoS 1 until the broker acknowledges it. An
 * acknowledged image must not be lost.
 */
final class Devices implements AutoCloseable {
  private final int port;
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Accepted> accepted = new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;

  /**
   * An image that the broker acknowledged.
   *
   * @param id DEVICE/SEQUENCE, the id of the image's event
   * @param nanos the time of the acknowledgement, as System.nanoTime()
   */
  record Accepted(String id, long nanos) {}

  /** Says which images a device sends. */
  interface Schedule {
    /**
     * Returns an image.
     *
     * @param device the number of the device, from 0
     * @param number the number of the image, from 1
     */
    byte[] image(int device, long number);
  }

  /**
   * Starts the devices, each in a thread. The name of the device with the number N begins with
   * {@code device-N-}.
   *
   * @param port the port of the MQTT broker
   * @param rate images a second of each device
   * @param clockSkew the time by which the devices' clocks are ahead
   */
  Devices(int port, int count, double rate, Duration clockSkew, Schedule schedule) {
    this(port, count, rate, clockSkew, device -> "devices/%s/images", schedule);
  }

  /**
   * Starts the devices, each in a thread.
   *
   * @param port the port of the MQTT broker
   * @param rate images a second of each device
   * @param clockSkew the time by which the devices' clocks are ahead
   * @param topics gives the topic of the device with this number, with %s for the name of the
   *     device
   */
  Devices(
      int port,
      int count,
      double rate,
      Duration clockSkew,
      IntFunction<String> topics,
      Schedule schedule) {
    this.port = port;
    for (int i = 0; i < count; i++) {
      int device = i;
      String name = "device-%d-%d".formatted(device, System.nanoTime());
      String topic = topics.apply(device).formatted(name);
      Thread thread =
          new Thread(
              () -> run(name, topic, rate, clockSkew, number -> schedule.image(device, number)),
              name);
      threads.add(thread);
      thread.start();
    }
  }

  private void run(
      String name, String topic, double rate, Duration clockSkew, LongFunction<byte[]> images) {
    Mqtt5BlockingClient client =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier(name)
            .serverHost("127.0.0.1")
            .serverPort(port)
            .buildBlocking();
    try {
      for (long number = 1; !stopping; number++) {
        Thread.sleep((long) (1000 / rate)); // the period of a camera
        byte[] image = images.apply(number);
        while (!send(client, topic, number, clockSkew, image)) {
          Thread.sleep(100);
        }
        accepted.add(new Accepted(name + "/" + number, System.nanoTime()));
      }
      client.disconnect();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether the broker acknowledged the image. */
  private static boolean send(
      Mqtt5BlockingClient client, String topic, long number, Duration clockSkew, byte[] image) {
    try {
      if (!client.getState().isConnected()) {
        client.connectWith().cleanStart(true).sessionExpiryInterval(0).keepAlive(5).send();
      }
      client.publish(
          Mqtt5Publish.builder()
              .topic(topic)
              .qos(MqttQos.AT_LEAST_ONCE)
              .payload(image)
              .userProperties()
              .add("sequence", Long.toString(number))
              .add("captured-at", Instant.now().plus(clockSkew).toString())
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

  /** Lets each device finish its current image, and returns all acknowledged images. */
  List<Accepted> stop() throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      thread.join();
    }
    return List.copyOf(accepted);
  }

  /** Returns the images that are acknowledged now. */
  List<Accepted> acceptedSoFar() {
    return List.copyOf(accepted);
  }

  /** Returns the number of acknowledged images. */
  int accepted() {
    return accepted.size();
  }

  @Override
  public void close() {
    stopping = true;
    threads.forEach(Thread::interrupt);
  }
}
