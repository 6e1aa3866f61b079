package dev.kizuki.stream.standin;

import dev.kizuki.stream.bridge.ImageBridge;
import dev.kizuki.stream.bridge.PeerSession;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.CanaryChannel;
import dev.kizuki.stream.incident.ServiceStatus.ImageSource;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.metrics.BridgeMetrics;
import dev.kizuki.stream.mqtt.MqttFailure;
import dev.kizuki.stream.mqtt.MqttPort;
import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/** Makes a bridge with a producer of its own for the session of a peer. */
final class PeerBridges implements StandIns.SessionsOfPeers {
  private static final Duration PRODUCER_STOP_TIMEOUT = Duration.ofSeconds(3);

  private final Configuration configuration;
  private final KafkaSettings kafka;
  private final CanaryChannel channel;
  private final MqttPort port;
  private final BridgeMetrics metrics;

  PeerBridges(
      Configuration configuration,
      KafkaSettings kafka,
      CanaryChannel channel,
      MqttPort port,
      BridgeMetrics metrics) {
    this.configuration = configuration;
    this.kafka = kafka;
    this.channel = channel;
    this.port = port;
    this.metrics = metrics;
  }

  @Override
  public int receiveMaximum() {
    return configuration.mqtt().receiveMaximum();
  }

  @Override
  public StandIn.Sessions of(String peer, ImageSource source, boolean subscribes) {
    Configuration ofPeer =
        configuration.withMqtt(
            configuration.mqtt().ofPeer(peer, source.sharedGroup(), source.topics()));
    return told -> new PeerBridge(ofPeer, subscribes, told);
  }

  private final class PeerBridge implements StandIn.Session {
    private final Producer<String, byte[]> producer;
    private final ImageBridge bridge;

    PeerBridge(Configuration ofPeer, boolean subscribes, PeerSession told) {
      producer = new KafkaProducer<>(kafka.peerProducer(ofPeer.mqtt().clientId()));
      bridge = ImageBridge.ofPeer(ofPeer, channel, port, producer, metrics, subscribes, told);
    }

    @Override
    public void start() {
      bridge.start();
    }

    @Override
    public boolean isReady() {
      return bridge.isReady();
    }

    @Override
    public int unacknowledged() {
      return bridge.unacknowledged();
    }

    @Override
    public void unsubscribe() throws MqttFailure {
      bridge.unsubscribe();
    }

    @Override
    public boolean closeForGood() {
      return bridge.closeForGood();
    }

    @Override
    public void close() {
      bridge.close();
      producer.close(PRODUCER_STOP_TIMEOUT);
    }
  }
}
