// EU DSS on signed PDFs: java -cp 'jars/*:.' Judge ROOT.der CRL,CRL FILE…  One line of JSON for each signature.
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.util.Arrays;

public class Judge {
  public static void main(String[] arguments) throws Exception {
    CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    trusted.addCertificate(DSSUtils.loadCertificate(new File(arguments[0])));
    for (String file : Arrays.copyOfRange(arguments, 2, arguments.length)) judge(new File(file), trusted, arguments[1]);
  }

  static void judge(File file, CommonTrustedCertificateSource trusted, String lists) throws Exception {
    CommonCertificateVerifier verifier = new CommonCertificateVerifier();
    verifier.setTrustedCertSources(trusted);
    String[] paths = lists.split(",");
    InputStream[] streams = new InputStream[paths.length];
    for (int i = 0; i < paths.length; i++) streams[i] = new FileInputStream(paths[i]);
    verifier.setCrlSource(new ExternalResourcesCRLSource(streams));
    SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
    validator.setCertificateVerifier(verifier);
    SimpleReport report = validator.validateDocument().getSimpleReport();
    for (String id : report.getSignatureIdList())
      System.out.printf(
          "{\"file\":\"%s\",\"level\":\"%s\",\"indication\":\"%s\",\"why\":\"%s %s\"}%n",
          file.getName(), report.getSignatureFormat(id), report.getIndication(id), report.getSubIndication(id),
          report.getAdESValidationErrors(id).stream().map(message -> message.getValue().replace('"', ' ')).toList());
  }
}
