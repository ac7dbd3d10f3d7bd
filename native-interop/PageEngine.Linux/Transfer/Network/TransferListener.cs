using System.Net;
using System.Net.Sockets;

namespace PageEngine.Linux;

/// <summary>Takes connections of sources over TCP.</summary>
/// <remarks>For one thread at a time.</remarks>
public sealed class TransferListener : IDisposable
{
    private const int Backlog = 8;

    private readonly Socket _socket;
    private readonly TransferTls? _tls;
    private readonly TimeSpan _introductionTimeout;

    /// <summary>Begins to listen.</summary>
    /// <param name="endpoint">Where; port 0 takes one that is free.</param>
    /// <param name="tls">How connections are encrypted; null, on a loopback address only, for not at all.</param>
    /// <param name="introductionTimeout">How long a connection may take to be encrypted.</param>
    /// <exception cref="ArgumentException">The address is no loopback address, and there is no TLS.</exception>
    /// <exception cref="IOException">It is not to be had.</exception>
    public TransferListener(IPEndPoint endpoint, TransferTls? tls, TimeSpan introductionTimeout)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (tls is null && !IPAddress.IsLoopback(endpoint.Address))
        {
            throw new ArgumentException("Listening for other machines needs TLS.", nameof(tls));
        }

        _tls = tls;
        _introductionTimeout = introductionTimeout;
        _socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _socket.Bind(endpoint);
            _socket.Listen(Backlog);
        }
        catch (SocketException exception)
        {
            _socket.Dispose();
            throw new IOException($"{endpoint}: {exception.Message}", exception);
        }
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint LocalEndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Waits for the next connection.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    /// <exception cref="IOException">The connection that came could not be encrypted; others may come.</exception>
    public TransferConnection Accept(CancellationToken cancellation)
    {
        Socket socket;
        try
        {
            socket = _socket.AcceptAsync(cancellation).AsTask().GetAwaiter().GetResult();
        }
        catch (SocketException exception)
        {
            throw new IOException($"{LocalEndPoint}: {exception.Message}", exception);
        }

        return TransferSockets.Open(
            socket, _introductionTimeout, (NetworkStream stream, out byte[] binding) =>
            {
                binding = [];
                return _tls?.Serve(stream, out binding);
            });
    }

    /// <summary>Ends listening.</summary>
    public void Dispose() => _socket.Dispose();
}
