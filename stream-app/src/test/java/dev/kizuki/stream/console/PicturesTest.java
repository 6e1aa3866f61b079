package dev.kizuki.stream.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.stream.TestModels;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PicturesTest {
  private static final String IMAGES = "device-images";

  private final ConsoleServer server = new ConsoleServer();

  @BeforeEach
  void raise() {
    server.view.incident(Facts.incident("1", "a"));
    server.view.device(Facts.device("a", Facts.NOW, 1));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static byte[] encoded(int width, int height, String format) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, (x * 7 & 0xff) << 16 | (y * 5 & 0xff) << 8 | 0x40);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    return bytes.toByteArray();
  }

  /** Writes an image at offset 7, where the worst image of the incident is. */
  private void store(byte[] image) {
    for (int i = 0; i < 8; i++) {
      server.kafka.add(IMAGES, 0, "a", image);
    }
  }

  private static BufferedImage read(HttpResponse<byte[]> response) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(response.body()));
  }

  @Test
  void anImageIsEncodedAgain() throws Exception {
    byte[] png = encoded(40, 20, "png");
    ByteArrayOutputStream withMore = new ByteArrayOutputStream();
    withMore.writeBytes(png);
    withMore.writeBytes("<script>alert(1)</script>".getBytes(UTF_8));
    store(withMore.toByteArray());
    HttpResponse<byte[]> response = server.bytes("/api/incidents/1/image");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue("image/png");
    assertThat(response.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(new String(response.body(), ISO_8859_1)).doesNotContain("<script>");
    BufferedImage shown = read(response);
    BufferedImage sent = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(shown.getWidth()).isEqualTo(40);
    assertThat(shown.getRGB(13, 9)).isEqualTo(sent.getRGB(13, 9));
  }

  @Test
  void anImageThatTheBrowserHasIsNotFetchedAgain() throws Exception {
    store(encoded(40, 20, "png"));
    String digest = Facts.image(7).sha256();
    HttpResponse<byte[]> first = server.bytes("/api/incidents/1/image?v=" + digest);
    assertThat(first.headers().firstValue("cache-control").orElseThrow()).contains("immutable");
    assertThat(server.bytes("/api/incidents/1/image?v=old").headers().firstValue("cache-control"))
        .hasValue("private, no-cache");
    assertThat(server.kafka.reads()).isEqualTo(1);
    String etag = first.headers().firstValue("etag").orElseThrow();
    assertThat(etag).contains(digest);
    assertThat(server.bytes("/api/incidents/1/image", "If-None-Match", etag).statusCode())
        .isEqualTo(304);
    assertThat(server.kafka.reads()).isEqualTo(1);
  }

  @Test
  void aSmallPictureKeepsItsShape() throws Exception {
    store(encoded(640, 320, "jpeg"));
    BufferedImage small = read(server.bytes("/api/incidents/1/image?size=160"));
    assertThat(small.getWidth()).isEqualTo(160);
    assertThat(small.getHeight()).isEqualTo(80);
    assertThat(server.bytes("/api/incidents/1/image?size=wide").statusCode()).isEqualTo(400);
    assertThat(server.bytes("/api/incidents/1/image?size=9999").statusCode()).isEqualTo(400);
  }

  @Test
  void aLargePictureIsAJpeg() throws Exception {
    store(encoded(800, 600, "jpeg"));
    HttpResponse<byte[]> response = server.bytes("/api/incidents/1/image");
    assertThat(response.headers().firstValue("content-type")).hasValue("image/jpeg");
    assertThat(read(response).getWidth()).isEqualTo(800);
  }

  @Test
  void rawPixelsHaveTheSizeOfAModel() throws Exception {
    store(TestModels.ring());
    assertThat(server.bytes("/api/incidents/1/image").statusCode()).isEqualTo(404);
    server.view.service(Facts.service(Facts.NOW, 1, 0, true));
    assertThat(read(server.bytes("/api/incidents/1/image")).getWidth()).isEqualTo(28);
  }

  @Test
  void anImageThatKafkaHasDeletedIsGone() throws Exception {
    store(encoded(40, 20, "png"));
    server.kafka.deleteBefore(IMAGES, 0, 8);
    HttpResponse<byte[]> response = server.bytes("/api/incidents/1/image");
    assertThat(response.statusCode()).isEqualTo(410);
    assertThat(new String(response.body(), UTF_8)).contains("retention", IMAGES);
    // offset 9 is beyond the end
    assertThat(server.bytes("/api/devices/a/image").statusCode()).isEqualTo(410);
  }

  @Test
  void bytesThatAreNoImageAreNotShown() throws Exception {
    store("<svg onload='alert(1)'/>".getBytes(UTF_8));
    HttpResponse<byte[]> response = server.bytes("/api/incidents/1/image");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
  }

  @Test
  void theHeatMapComesWithItsScale() throws Exception {
    assertThat(server.bytes("/api/incidents/1/evidence").statusCode()).isEqualTo(404);
    Headers headers = new RecordHeaders();
    Map.of(
            "kizuki-full",
            "3",
            "kizuki-method",
            "exact",
            "kizuki-grid",
            "32x32",
            "kizuki-image",
            "ab")
        .forEach((key, value) -> headers.add(key, value.getBytes(UTF_8)));
    byte[] png = encoded(32, 32, "png");
    server.kafka.add("evidence", 0, "1", png, headers);
    server.readOnce();
    HttpResponse<byte[]> response = server.bytes("/api/incidents/1/evidence?v=0-0");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(png);
    assertThat(response.headers().firstValue("x-kizuki-full")).hasValue("3");
    assertThat(response.headers().firstValue("x-kizuki-method")).hasValue("exact");
    assertThat(response.headers().firstValue("x-kizuki-grid")).hasValue("32x32");
  }

  @Test
  void thePictureOfTheModelIsNotKept() throws Exception {
    assertThat(server.bytes("/api/incidents/1/input").statusCode()).isEqualTo(404);
  }

  @Test
  void theCacheIsBoundedInBytes() {
    PictureCache cache = new PictureCache(10_000);
    for (int i = 0; i < 100; i++) {
      cache.put("key" + i, new Picture(new byte[1000], "image/png", Map.of()));
    }
    assertThat(cache.bytes()).isBetween(5000L, 10_000L);
    assertThat(cache.get("key0")).isEmpty();
    assertThat(cache.get("key99")).isPresent();
  }

  @Test
  void rejectedImagesAreListedAndSentAgain() throws Exception {
    server.rejected.reject(0, "a", "no image");
    server.rejected.reject(
        1, "<b>", "x".repeat(10), new Rejection(RejectionReason.WRONG_SIZE, "10 bytes"));
    String list = server.get("/api/rejected").body();
    assertThat(list)
        .contains(
            "\"device\":\"<b>\"", "\"unknown-format\":1", "\"wrong-size\":1", "\"canShow\":false");
    assertThat(server.get("/api/rejected?device=a&limit=1").body())
        .contains("\"offset\":0", "\"next\":")
        .doesNotContain("<b>");
    assertThat(server.get("/api/rejected/0/0/image").statusCode()).isEqualTo(404);
    assertThat(server.get("/api/rejected/0/7/image").statusCode()).isEqualTo(404);

    assertThat(server.post("/api/rejected/0/0/replay", "{}").statusCode()).isEqualTo(202);
    assertThat(server.rejected.sentImages()).containsExactly("no image");
    assertThat(server.get("/api/rejected?device=a").body()).contains("\"replayed\":true");
    assertThat(server.post("/api/rejected/0/0/replay", "{}").statusCode()).isEqualTo(409);
    assertThat(server.rejected.sentImages()).hasSize(1);
  }
}
