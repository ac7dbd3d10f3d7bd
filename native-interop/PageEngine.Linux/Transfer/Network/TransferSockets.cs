using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace PageEngine.Linux;

/// <summary>Connects a source with a receiver over TCP.</summary>
public static class TransferSockets
{
    // Large enough for a frame in flight and another behind it; larger ones only push pages out of the caches.
    private const int BufferBytes = 1 << 20;

    internal delegate SslStream? Encryption(NetworkStream stream, out byte[] binding);

    /// <summary>Connects with a receiver.</summary>
    /// <param name="host">Its name or address.</param>
    /// <param name="port">Its port.</param>
    /// <param name="tls">How the connection is encrypted; null, on the same machine only, for not at all.</param>
    /// <param name="timeout">How long it may take to connect, and again to be encrypted.</param>
    /// <exception cref="IOException">There is no connection to be had.</exception>
    /// <exception cref="TransferRefusedException">The receiver is not who it should be, or TLS is missing.</exception>
    public static TransferConnection Connect(string host, int port, TransferTls? tls, TimeSpan timeout)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            using CancellationTokenSource deadline = new(timeout);
            socket.ConnectAsync(host, port, deadline.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            string reason = exception is SocketException ? exception.Message : "no answer";
            throw new IOException($"{host}:{port}: {reason}", exception);
        }

        return Open(socket, timeout, (NetworkStream stream, out byte[] binding) =>
        {
            binding = [];
            return tls?.Connect(stream, host, out binding);
        });
    }

    /// <summary>Makes a connection of a socket; whatever fails, the socket is closed.</summary>
    internal static TransferConnection Open(Socket socket, TimeSpan timeout, Encryption encrypt)
    {
        string peer = "the other side";
        NetworkStream? stream = null;
        try
        {
            IPEndPoint remote = (IPEndPoint)socket.RemoteEndPoint!;
            peer = remote.ToString();
            socket.NoDelay = true;
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SendBufferSize = BufferBytes;
            stream = new NetworkStream(socket, ownsSocket: true);
            SslStream? secure;
            byte[] binding;
            using (new Timer(static state => ((Stream)state!).Dispose(), stream, timeout, Timeout.InfiniteTimeSpan))
            {
                secure = encrypt(stream, out binding);
            }

            bool isLocal = IPAddress.IsLoopback(Plain(remote.Address));
            return new TransferConnection(
                (Stream?)secure ?? stream, peer, isPrivate: secure is not null || isLocal, isLocal, binding);
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException)
        {
            stream?.Dispose();
            socket.Dispose();
            if (exception is TransferRefusedException)
            {
                throw new TransferRefusedException($"{peer}: {exception.Message}", exception);
            }

            throw new IOException(
                $"{peer}: {(exception is ObjectDisposedException ? "no TLS in time" : exception.Message)}", exception);
        }
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
