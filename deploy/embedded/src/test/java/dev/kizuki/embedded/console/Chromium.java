package dev.kizuki.embedded.console;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** Debian's Chromium without a screen. Selenium downloads no browser and no driver. */
final class Chromium implements AutoCloseable {
  private static final Path BROWSER = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  private final ChromeDriver driver;

  /** Starts the browser with the language English. */
  Chromium() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(BROWSER.toFile());
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu");
    options.addArguments("--lang=en-US", "--window-size=1440,1000");
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build(),
            options);
  }

  /** Whether the browser and its driver are on this machine. */
  static boolean isInstalled() {
    return Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER);
  }

  ChromeDriver driver() {
    return driver;
  }

  /** Sets the languages that the browser asks for, as in {@code ja}. */
  void language(String language) {
    driver.executeCdpCommand(
        "Emulation.setUserAgentOverride",
        Map.of(
            "userAgent",
            String.valueOf(driver.executeScript("return navigator.userAgent")),
            "acceptLanguage",
            language));
  }

  /** Sets the size of the page in CSS pixels. */
  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  void dark(boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            new Object[] {
              Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light")
            }));
  }

  /** Writes what the window shows to target/console/NAME.png. */
  void screenshot(String name) {
    File taken = driver.getScreenshotAs(OutputType.FILE);
    try {
      Path folder = Files.createDirectories(Path.of("target/console"));
      Files.write(folder.resolve(name + ".png"), Files.readAllBytes(taken.toPath()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the screenshot " + name, e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
