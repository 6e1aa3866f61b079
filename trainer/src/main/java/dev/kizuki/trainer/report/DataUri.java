package dev.kizuki.trainer.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Encodes pictures as data URIs, so that a page needs no other file. */
final class DataUri {
  private static final float JPEG_QUALITY = 0.9f;

  private DataUri() {}

  /** Returns the picture as a PNG, which keeps each pixel. */
  static String png(BufferedImage picture) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "png", bytes);
    } catch (IOException e) {
      throw unwritten(e);
    }
    return of("image/png", bytes);
  }

  /** Returns the picture as a JPEG, which is much smaller for photographs. */
  static String jpeg(BufferedImage picture) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream output = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam quality = writer.getDefaultWriteParam();
      quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      quality.setCompressionQuality(JPEG_QUALITY);
      writer.setOutput(output);
      writer.write(null, new IIOImage(picture, null, null), quality);
    } catch (IOException e) {
      throw unwritten(e);
    } finally {
      writer.dispose();
    }
    return of("image/jpeg", bytes);
  }

  private static UncheckedIOException unwritten(IOException e) {
    return new UncheckedIOException("cannot write a picture to memory", e);
  }

  private static String of(String type, ByteArrayOutputStream bytes) {
    return "data:%s;base64,%s"
        .formatted(type, Base64.getEncoder().encodeToString(bytes.toByteArray()));
  }
}
