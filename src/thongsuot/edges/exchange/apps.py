from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "thongsuot.edges.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Offer what is here to the modules that want it."""
        from thongsuot.edges.exchange import vnpay
        from thongsuot.work.fees import ports

        ports.register(vnpay.Gateway())
