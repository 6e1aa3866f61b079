package dev.kizuki.image.jpeg;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A JPEG cut into its segments, to make the odd files that devices send. */
final class JpegBytes {
  static final int SOF0 = 0xc0;
  static final int DHT = 0xc4;
  static final int SOS = 0xda;
  static final int DQT = 0xdb;
  static final int APP0 = 0xe0;
  static final int APP2 = 0xe2;
  static final int APP14 = 0xee;

  private final List<Segment> segments;
  private final byte[] imageData;

  /** A marker with the content behind its length. */
  record Segment(int marker, String content) {
    static Segment of(int marker, byte[] content) {
      return new Segment(marker, new String(content, ISO_8859_1));
    }

    byte[] bytes() {
      return content.getBytes(ISO_8859_1);
    }
  }

  private JpegBytes(List<Segment> segments, byte[] imageData) {
    this.segments = segments;
    this.imageData = imageData;
  }

  /** Cuts a baseline JPEG with one scan. */
  static JpegBytes of(byte[] jpeg) {
    List<Segment> segments = new ArrayList<>();
    int at = 2;
    while (true) {
      int marker = jpeg[at + 1] & 0xff;
      int end = at + 2 + (((jpeg[at + 2] & 0xff) << 8) | (jpeg[at + 3] & 0xff));
      segments.add(Segment.of(marker, Arrays.copyOfRange(jpeg, at + 4, end)));
      at = end;
      if (marker == SOS) {
        return new JpegBytes(segments, Arrays.copyOfRange(jpeg, at, jpeg.length));
      }
    }
  }

  JpegBytes without(int marker) {
    return filter(segment -> segment.marker() != marker);
  }

  private JpegBytes filter(Predicate<Segment> kept) {
    return new JpegBytes(segments.stream().filter(kept).toList(), imageData);
  }

  /** Puts a segment right behind SOI. */
  JpegBytes first(int marker, byte[] content) {
    List<Segment> more = new ArrayList<>(segments);
    more.add(0, Segment.of(marker, content));
    return new JpegBytes(more, imageData);
  }

  /** Puts a segment before the first segment with a marker. */
  JpegBytes before(int next, int marker, byte[] content) {
    List<Segment> more = new ArrayList<>(segments);
    int at = segments.stream().map(Segment::marker).toList().indexOf(next);
    more.add(at, Segment.of(marker, content));
    return new JpegBytes(more, imageData);
  }

  /** Makes a frame of several components, each in a scan of its own with the data of this one. */
  byte[] withScans(int components, int scans) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] header = without(SOS).change(SOF0, frame -> repeated(frame, components)).bytes();
    out.write(header, 0, header.length - imageData.length);
    for (int i = 0; i < scans; i++) {
      out.writeBytes(new byte[] {(byte) 0xff, (byte) SOS, 0, 8, 1, (byte) (i + 1), 0, 0, 63, 0});
      out.write(imageData, 0, imageData.length - 2);
    }
    out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd9});
    return out.toByteArray();
  }

  /** Repeats the component of a frame header under the identifiers 1, 2, 3. */
  private static byte[] repeated(byte[] frame, int components) {
    byte[] repeated = Arrays.copyOf(frame, 6 + 3 * components);
    repeated[5] = (byte) components;
    for (int i = 0; i < components; i++) {
      System.arraycopy(frame, 6, repeated, 6 + 3 * i, 3);
      repeated[6 + 3 * i] = (byte) (i + 1);
    }
    return repeated;
  }

  JpegBytes change(int marker, UnaryOperator<byte[]> change) {
    return new JpegBytes(
        segments.stream()
            .map(
                segment ->
                    segment.marker() == marker
                        ? Segment.of(marker, change.apply(segment.bytes()))
                        : segment)
            .toList(),
        imageData);
  }

  JpegBytes componentIds(int... ids) {
    return change(
            SOF0,
            frame -> {
              for (int i = 0; i < ids.length; i++) {
                frame[6 + 3 * i] = (byte) ids[i];
              }
              return frame;
            })
        .change(
            SOS,
            scan -> {
              for (int i = 0; i < ids.length; i++) {
                scan[1 + 2 * i] = (byte) ids[i];
              }
              return scan;
            });
  }

  static byte[] adobe(int transform) {
    byte[] content = new byte[12];
    System.arraycopy("Adobe".getBytes(US_ASCII), 0, content, 0, 5);
    content[6] = 100;
    content[11] = (byte) transform;
    return content;
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0xff);
    out.write(0xd8);
    for (Segment segment : segments) {
      byte[] content = segment.bytes();
      out.write(0xff);
      out.write(segment.marker());
      out.write((content.length + 2) >> 8);
      out.write(content.length + 2);
      out.writeBytes(content);
    }
    out.writeBytes(imageData);
    return out.toByteArray();
  }
}
