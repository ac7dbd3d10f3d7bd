using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PageEngine.Cli.Transferring;

/// <summary>
/// The name or address of a machine and a port: <c>127.0.0.1:7000</c>, <c>[::1]:7000</c>, <c>host:7000</c>.
/// </summary>
internal readonly record struct HostAndPort(string Host, int Port)
{
    internal static bool TryParse(string word, bool allowsPortZero, out HostAndPort value)
    {
        value = default;
        int colon = word.LastIndexOf(':');
        if (colon <= 0
            || !int.TryParse(word.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            || port > IPEndPoint.MaxPort || (port == 0 && !allowsPortZero))
        {
            return false;
        }

        string host = word[..colon];
        bool isBracketed = host.StartsWith('[') && host.EndsWith(']');
        if (!isBracketed && host.Contains(':'))
        {
            return false;
        }

        value = new HostAndPort(isBracketed ? host[1..^1] : host, port);
        return value.Host.Length > 0;
    }

    /// <summary>The address to listen on.</summary>
    /// <exception cref="IOException">There is no such machine.</exception>
    internal IPEndPoint Resolve()
    {
        try
        {
            IPAddress address = IPAddress.TryParse(Host, out IPAddress? given) ? given : Dns.GetHostAddresses(Host)[0];
            return new IPEndPoint(address, Port);
        }
        catch (SocketException exception)
        {
            throw new IOException($"{Host}: {exception.Message}", exception);
        }
    }

    internal bool IsLoopback =>
        Host == "localhost" || (IPAddress.TryParse(Host, out IPAddress? address) && IPAddress.IsLoopback(address));
}
