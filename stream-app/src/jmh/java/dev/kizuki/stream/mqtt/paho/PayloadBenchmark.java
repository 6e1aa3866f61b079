package dev.kizuki.stream.mqtt.paho;

import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.MqttSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.internal.MqttState;
import org.eclipse.paho.mqttv5.client.wire.MqttInputStream;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Reading one PUBLISH with Paho, with its payload inside or behind a ticket. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PayloadBenchmark {
  private static final MqttState STATE = noState();
  private static final MqttSettings SETTINGS =
      MqttSettings.transientSession(
          MqttAccess.anonymous(URI.create("tcp://localhost:1883")), "benchmark");

  @Param({"784", "10000", "100000"})
  private int bytes;

  private byte[] packet;

  @Setup
  public void writePacket() throws MqttException, IOException {
    byte[] payload = new byte[bytes];
    new Random(1).nextBytes(payload);
    MqttPublish publish =
        new MqttPublish(
            "devices/camera/images",
            new MqttMessage(payload, 1, false, null),
            new MqttProperties());
    publish.setMessageId(1);
    byte[] header = publish.getHeader();
    byte[] body = publish.getPayload();
    packet = new byte[header.length + body.length];
    System.arraycopy(header, 0, packet, 0, header.length);
    System.arraycopy(body, 0, packet, header.length, body.length);
  }

  /** Answers nothing: Paho only reports the bytes that it reads, and asks for a limit. */
  private static MqttState noState() {
    return (MqttState)
        Proxy.newProxyInstance(
            PayloadBenchmark.class.getClassLoader(),
            new Class<?>[] {MqttState.class},
            (proxy, method, arguments) -> null);
  }

  private static byte[] read(InputStream input) throws MqttException, IOException {
    MqttInputStream paho = new MqttInputStream(STATE, input, "benchmark");
    return ((MqttPublish) paho.readMqttWireMessage()).getMessage().getPayload();
  }

  @Benchmark
  public byte[] payloadThroughPaho() throws MqttException, IOException {
    return read(new ByteArrayInputStream(packet));
  }

  @Benchmark
  public byte[] payloadBehindATicket() throws MqttException, IOException {
    ArrivedMessages messages = new ArrivedMessages();
    byte[] ticket =
        read(new PacketStream(new ByteArrayInputStream(packet), messages, new BrokerPackets(SETTINGS)));
    return messages.collect(ticket).publication().payload();
  }
}
