using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PageEngine.Linux;

/// <summary>How a connection of a transfer is encrypted: TLS 1.2 or 1.3.</summary>
/// <remarks>
/// A receiver has a certificate, of a file or made for the occasion. A source knows it by its fingerprint, by an
/// authority, or by the key: the proof of the key is made over the certificate, so who has another certificate in
/// between cannot pass a proof on. Not changed after construction; may be shared.
/// </remarks>
public sealed class TransferTls : IDisposable
{
    private const int CertificateDays = 30;
    private const int KeyBits = 256;

    private readonly X509Certificate2? _certificate;
    private readonly byte[]? _fingerprint;
    private readonly bool _trustsKey;

    private TransferTls(X509Certificate2? certificate, byte[]? fingerprint, bool trustsKey)
    {
        _certificate = certificate;
        _fingerprint = fingerprint;
        _trustsKey = trustsKey;
    }

    /// <summary>The SHA-256 of the receiver's certificate in hexadecimal; empty on a source.</summary>
    public string Fingerprint => _certificate?.GetCertHashString(HashAlgorithmName.SHA256) ?? "";

    /// <summary>For a receiver: a certificate that signs itself, with a new key, good for 30 days.</summary>
    /// <param name="now">The present time.</param>
    public static TransferTls SelfSigned(DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=pageengine receive", key, HashAlgorithmName.SHA256);
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(CertificateDays));
        byte[] whole = made.Export(X509ContentType.Pkcs12);
        return new TransferTls(X509CertificateLoader.LoadPkcs12(whole, null), null, false);
    }

    /// <summary>For a receiver: a certificate and its key, both in PEM.</summary>
    /// <param name="certificatePath">The certificate.</param>
    /// <param name="keyPath">Its key; in the same file if null.</param>
    /// <exception cref="IOException">A file cannot be read, or holds no such thing.</exception>
    public static TransferTls FromFiles(string certificatePath, string? keyPath)
    {
        try
        {
            using X509Certificate2 read = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
            return new TransferTls(
                X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null), null, false);
        }
        catch (Exception exception) when (exception is CryptographicException or UnauthorizedAccessException)
        {
            string reason = exception.Message;
            throw new IOException($"{certificatePath}: no certificate with its key in PEM ({reason})", exception);
        }
    }

    /// <summary>For a source: how it knows the receiver.</summary>
    /// <param name="fingerprint">The SHA-256 of the certificate in hexadecimal, colons allowed; null for none.</param>
    /// <param name="trustsKey">
    /// Without a fingerprint: whether the proof of the key is enough, or an authority must vouch.
    /// </param>
    /// <exception cref="ArgumentException">The fingerprint is none.</exception>
    public static TransferTls ForSource(string? fingerprint, bool trustsKey)
    {
        byte[]? bytes = null;
        if (fingerprint is not null)
        {
            string digits = fingerprint.Replace(":", "", StringComparison.Ordinal);
            bytes = digits.Length == KeyBits / 4 && digits.All(char.IsAsciiHexDigit)
                ? Convert.FromHexString(digits)
                : throw new ArgumentException("A fingerprint has 64 hexadecimal digits.", nameof(fingerprint));
        }

        return new TransferTls(null, bytes, trustsKey);
    }

    /// <summary>Forgets the certificate.</summary>
    public void Dispose() => _certificate?.Dispose();

    /// <summary>Encrypts a connection of a receiver.</summary>
    internal SslStream Serve(Stream stream, out byte[] binding)
    {
        SslStream secure = new(stream);
        Authenticate(secure, () => secure.AuthenticateAsServer(new SslServerAuthenticationOptions
        {
            ServerCertificate = _certificate,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        }));
        binding = _certificate!.GetCertHash(HashAlgorithmName.SHA256);
        return secure;
    }

    /// <summary>Encrypts a connection of a source.</summary>
    internal SslStream Connect(Stream stream, string host, out byte[] binding)
    {
        byte[] seen = [];
        SslStream secure = new(stream);
        Authenticate(secure, () => secure.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            {
                seen = certificate?.GetCertHash(HashAlgorithmName.SHA256) ?? [];
                return Accepts(seen, errors);
            },
        }));
        binding = seen;
        return secure;
    }

    private bool Accepts(byte[] seen, SslPolicyErrors errors) => _fingerprint is not null
        ? CryptographicOperations.FixedTimeEquals(seen, _fingerprint)
        : errors == SslPolicyErrors.None || (_trustsKey && seen.Length > 0);

    private static void Authenticate(SslStream secure, Action authenticate)
    {
        try
        {
            authenticate();
        }
        catch (AuthenticationException exception)
        {
            secure.Dispose();
            throw new TransferRefusedException($"TLS: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
        catch
        {
            secure.Dispose();
            throw;
        }
    }
}
